import type { City } from './city.ts';

/** One thing that was planted on purpose. */
export interface Truth {
  readonly id: string;
  readonly kind: 'habit' | 'happening' | 'innovation';
  readonly from: string | null;
  readonly to: string | null;
  /** What it does to a measure, for whom: verdicts must find `up` and `down`, and find nothing where it says `none`. */
  readonly effects: readonly {
    readonly measure: string;
    readonly where: Readonly<Record<string, string>>;
    readonly direction: 'up' | 'down' | 'none';
  }[];
  readonly data: unknown;
}

/** Everything that was planted. Where nothing stands here, a verdict that finds something is wrong. */
export function truthOf({ habits, happenings, innovations }: City): Truth[] {
  const { usual } = habits;
  return [
    ...Object.entries(habits.agencies).map(([agency, own]): Truth => {
      const where = { agency };
      const compare = (measure: string, mine: number | undefined, theirs: number) =>
        mine === undefined || mine === theirs ? [] : [{ measure, where, direction: mine > theirs ? ('up' as const) : ('down' as const) }];
      return {
        id: `habit/${agency}`,
        kind: 'habit',
        from: null,
        to: null,
        effects: [
          ...compare('report.hours_to_pickup', own.pickupHours, usual.pickupHours),
          ...compare('report.hours_to_answer', own.answerHours, usual.answerHours),
          ...compare('report.declined_share', own.declines, usual.declines),
          ...compare('case.returned_share', own.returns, usual.returns),
          ...compare('case.task_hours', own.taskHours, usual.taskHours),
          ...(own.friday === false ? [{ measure: 'report.picked_up_on_friday', where, direction: 'down' as const }] : []),
        ],
        data: own,
      };
    }),
    ...happenings.map((one): Truth => ({
      id: `happening/${one.id}`,
      kind: 'happening',
      from: one.from,
      to: one.to,
      effects: [
        { measure: 'report.received_online', where: {}, direction: 'down' },
        { measure: 'report.received_late_from_device', where: {}, direction: 'up' },
      ],
      data: one,
    })),
    ...innovations.map((one): Truth => {
      const where = { distrik: one.distrik, category: one.category };
      const direction = (factor: number) => (factor < 1 ? 'down' : factor > 1 ? 'up' : 'none');
      return {
        id: `innovation/${one.id}`,
        kind: 'innovation',
        from: one.from,
        to: null,
        effects: [
          { measure: 'report.hours_to_answer', where, direction: direction(one.answerFactor) },
          { measure: 'report.hours_to_first_word', where, direction: direction(one.firstWordFactor) },
        ],
        data: one,
      };
    }),
  ];
}
