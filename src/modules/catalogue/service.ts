import type { Text } from './definition.ts';

/** The catalogue's nouns as pages and other modules see them. Texts are Indonesian; `name_en` and the dictionary give the English. */

/** How sure a fact is: V = primary text seen, S = from a second source, M = a default nobody has confirmed. */
export type Verified = 'V' | 'S' | 'M';

export type Channel = 'loket' | 'mpp' | 'online' | 'distrik' | 'kampung';

export interface ServiceSummary {
  readonly id: string;
  readonly name: string;
  readonly name_en: string;
  readonly agency: string;
  readonly topic: string;
  readonly most_wanted: number | null;
}

/** A service that can be applied for here: its definition in force. */
export interface OnlineService {
  readonly id: string;
  /** Its row of the catalogue. */
  readonly row: string;
  readonly name: Text;
  readonly summary: Text | undefined;
  /** Working days. */
  readonly promise: number;
  readonly sheet: string;
  /** Why it was published although a legal check is missing. */
  readonly override: string | null;
}

export interface FeeOption {
  readonly label: string;
  readonly rupiah: number;
}

export interface RecordSystem {
  readonly id: string;
  readonly name: string;
  readonly name_en: string;
  readonly site: string | null;
}

export interface Service extends ServiceSummary {
  readonly co_agencies: readonly string[];
  readonly requirements: readonly string[];
  readonly time_text: string | null;
  readonly time_unit: 'menit' | 'jam' | 'hk' | 'instan' | null;
  readonly time_max: number | null;
  readonly fee_rupiah: number | null;
  readonly fee_text: string | null;
  readonly fee_options: readonly FeeOption[];
  readonly legal_basis: readonly string[];
  readonly channels: readonly Channel[];
  /** Undefined: the record is kept here. Otherwise the case is followed and handed over, never issued again. */
  readonly system: RecordSystem | undefined;
  readonly product: string | null;
  readonly advice: { readonly id: string; readonly en: string } | undefined;
  readonly verified: Verified;
  readonly verified_fields: readonly string[];
  readonly source: readonly string[];
}

export interface Topic {
  readonly id: string;
  readonly name: string;
  readonly name_en: string;
}

export interface BundleSummary {
  readonly id: string;
  readonly name: string;
  readonly trigger: string;
  readonly local_name: string | null;
  readonly proposal: boolean;
  readonly verified: Verified;
  readonly source: readonly string[];
}

export interface BundleStep {
  readonly no: number;
  readonly service: ServiceSummary;
  readonly after: readonly string[];
  readonly same_visit: boolean;
  readonly optional: boolean;
  readonly note: string | null;
}

export interface Bundle extends BundleSummary {
  readonly steps: readonly BundleStep[];
}

/** Steps in an order that keeps every `after`; within that, the order of the file. A circle would leave steps out, so it throws. */
export function inOrder<S extends { readonly service: { readonly id: string }; readonly after: readonly string[] }>(
  steps: readonly S[],
): S[] {
  const here = new Set(steps.map((step) => step.service.id));
  const done = new Set<string>();
  const ordered: S[] = [];
  while (ordered.length < steps.length) {
    const next = steps.find((step) => !ordered.includes(step) && step.after.every((id) => done.has(id) || !here.has(id)));
    if (!next) throw new Error('a life event waits for itself');
    ordered.push(next);
    done.add(next.service.id);
  }
  return ordered;
}

export interface Component {
  readonly no: number;
  readonly id: string;
  readonly name: string;
  readonly name_en: string;
  readonly must_publish: boolean;
}

export interface SheetEntry {
  readonly id: string;
  readonly en?: string | undefined;
  readonly verified: Verified;
  readonly source?: readonly string[] | undefined;
}
export type Sheet = Readonly<Record<string, SheetEntry>>;

/** Which field of a service a component of the standard shows (PermenPANRB 15/2014). */
const fieldOf: Readonly<Record<string, string>> = {
  persyaratan: 'requirements',
  prosedur: 'channels',
  waktu: 'time',
  biaya: 'fee',
  produk: 'product',
  'dasar-hukum': 'legal_basis',
};

/**
 * How sure the catalogue is of one component of a service: a field read in a source counts as S, the rest as the row says.
 */
export const certainty = (service: Pick<Service, 'verified' | 'verified_fields'>, component: string): Verified => {
  const field = fieldOf[component];
  return field && service.verified_fields.includes(field) && service.verified === 'M' ? 'S' : service.verified;
};

/** Is this component filled for the service? Component 6 (complaints) is the same for all and always there. */
export function isFilled(service: Service, component: string, sheet: Sheet | undefined): boolean {
  switch (component) {
    case 'persyaratan':
      return service.requirements.length > 0;
    case 'prosedur':
      return service.channels.length > 0;
    case 'waktu':
      return service.time_text !== null;
    case 'biaya':
      return service.fee_text !== null || service.fee_rupiah !== null;
    case 'produk':
      return service.product !== null;
    case 'pengaduan':
      return true;
    case 'dasar-hukum':
      return service.legal_basis.length > 0;
    default:
      return sheet?.[component] !== undefined;
  }
}
