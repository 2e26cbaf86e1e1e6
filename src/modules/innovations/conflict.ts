/** Conflicts of interest that the organisation chart tells (innovation.md § 2). Declared and challenged ones are rows, not rules. */

export interface Post {
  readonly agency: string;
  readonly from: string;
  /** Last day, 'YYYY-MM-DD'; null = still held. */
  readonly to: string | null;
}

export interface Chart {
  /** The agency above; undefined at the top. */
  readonly parent: (agency: string) => string | undefined;
  /** Levels up or down that count as superior and subordinate. */
  readonly levels: number;
  /** A post counts so many years after its last day. */
  readonly years: number;
}

export type Ground = 'same_agency' | 'superior' | 'subordinate' | 'former_post' | 'named';

/** How many levels `upper` lies above `lower`; undefined where it doesn't. */
function levelsAbove(chart: Chart, upper: string, lower: string): number | undefined {
  const seen = new Set<string>();
  let at: string | undefined = lower;
  for (let level = 0; at !== undefined && !seen.has(at) && level <= chart.levels; level++) {
    if (at === upper) return level;
    seen.add(at);
    at = chart.parent(at);
  }
  return undefined;
}

/**
 * Why a juror may not judge an entry; empty = nothing known.
 * @param today 'YYYY-MM-DD', Asia/Jayapura
 */
export function groundsOf(
  chart: Chart,
  juror: { readonly person: string; readonly posts: readonly Post[] },
  entry: { readonly agencies: readonly string[]; /** Initiators and mentors by person. */ readonly people: readonly string[] },
  today: string,
): Ground[] {
  const grounds = new Set<Ground>();
  if (entry.people.includes(juror.person)) grounds.add('named');
  const since = `${Number(today.slice(0, 4)) - chart.years}${today.slice(4)}`;
  for (const post of juror.posts) {
    if (post.from > today || (post.to !== null && post.to <= since)) continue;
    const isHeld = post.to === null || post.to >= today;
    for (const agency of entry.agencies) {
      const above = levelsAbove(chart, post.agency, agency);
      const below = levelsAbove(chart, agency, post.agency);
      if (above === undefined && below === undefined) continue;
      if (!isHeld) {
        if (above === 0) grounds.add('former_post');
      } else grounds.add(above === 0 ? 'same_agency' : above === undefined ? 'subordinate' : 'superior');
    }
  }
  return [...grounds].toSorted();
}
