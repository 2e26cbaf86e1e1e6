/** A leg as it is made: one errand at one agency. */
export interface NewLeg {
  readonly leg: string;
  readonly service: string;
  readonly agency: string;
  /** Legs of the same visit that must end first. */
  readonly depends_on: readonly string[];
}

export const channels = ['kiosk', 'web', 'clerk', 'appointment'] as const;
export type Channel = (typeof channels)[number];

type OfLeg<T extends string, More = unknown> = { readonly type: T; readonly leg: string } & More;

/** What can happen to a visit. References and codes only: a visit knows no name. */
export type QueueEventBody =
  | {
      readonly type: 'issued';
      readonly site: string;
      /** The business date of the site, 'YYYY-MM-DD'. */
      readonly day: string;
      readonly series: string;
      readonly number: number;
      readonly channel: Channel;
      readonly class: string;
      readonly legs: readonly NewLeg[];
      readonly rule: string;
      /** Start of the booked slot, ISO 8601. */
      readonly slot_at?: string;
    }
  /** Printed or drawn on a screen: only then does the number count. */
  | { readonly type: 'shown'; readonly how: 'screen' | 'paper' }
  | { readonly type: 'reclassed'; readonly class: string; readonly before: string }
  | OfLeg<'checked_in'>
  /** `t0`: since when the wait counts, ISO 8601. */
  | OfLeg<'ready', { readonly t0: string }>
  | OfLeg<'called', { readonly loket: string; readonly decision: string }>
  | OfLeg<'recalled'>
  | OfLeg<'arrived'>
  | OfLeg<'absent', { readonly not_before: string }>
  | OfLeg<'missed'>
  | OfLeg<'reinstated'>
  | OfLeg<'held'>
  | OfLeg<'resumed', { readonly loket: string }>
  | OfLeg<'requeued'>
  | OfLeg<'done'>
  | OfLeg<'transferred', { readonly to: NewLeg; readonly reason: string }>
  | OfLeg<'parked'>
  | OfLeg<'unparked'>
  | OfLeg<'left'>
  | OfLeg<'expired', { readonly why: 'not_shown' | 'day_over' }>
  | OfLeg<'no_show'>
  | OfLeg<'cancelled'>;

export type QueueEventType = QueueEventBody['type'];
export type QueueEvent = QueueEventBody & { readonly no: number; readonly at: Date; readonly actor: string | null };

interface Row {
  readonly no: number;
  readonly type: string;
  readonly at: string;
  readonly actor_id: string | null;
  readonly data: unknown;
}

/** A row of core.event as an event of a visit. */
export const fromRow = (row: Row): QueueEvent =>
  ({
    ...(row.data as Record<string, unknown>),
    type: row.type.slice('queue.'.length),
    no: row.no,
    at: new Date(row.at),
    actor: row.actor_id,
  }) as QueueEvent;

/** What the log keeps of an event: everything but its type. */
export const toData = ({ type: _type, ...data }: QueueEventBody): Omit<QueueEventBody, 'type'> => data;
