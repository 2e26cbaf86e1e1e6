/** One score: who gave it, and to which entry. */
export interface Pair {
  readonly juror: string;
  readonly entry: string;
}

/** Whether a panel's scores can be put in one order at all. */
export interface Connection {
  /** Entries that were compared with each other, directly or over jurors; the largest group first. */
  readonly groups: readonly { readonly entries: readonly string[]; readonly jurors: readonly string[] }[];
  /** Rank of the design with the row that makes severities sum to zero; below `unknowns` nothing can be ranked across groups. */
  readonly rank: number;
  readonly unknowns: number;
  readonly mayRank: boolean;
  /** Scores that would join the groups, one a missing link: the juror of the first group and an entry of each other. */
  readonly joining: readonly Pair[];
}

/** The smaller of two texts by code unit, so that an order depends on no locale. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The connected groups of the graph of jurors and entries (union-find). An entry without a score is in no group. */
export function connect(pairs: readonly Pair[]): Connection {
  const parent = new Map<string, string>();
  const find = (node: string): string => {
    let at = node;
    for (let up = parent.get(at) ?? at; up !== at; up = parent.get(at) ?? at) {
      parent.set(at, parent.get(up) ?? up);
      at = up;
    }
    return at;
  };
  const nodes = new Set<string>();
  for (const { juror, entry } of pairs) {
    const [j, e] = [`j${juror}`, `e${entry}`];
    nodes.add(j).add(e);
    parent.set(find(j), find(e));
  }
  const found = new Map<string, { entries: string[]; jurors: string[] }>();
  for (const node of [...nodes].toSorted(byText)) {
    const group = found.get(find(node)) ?? { entries: [], jurors: [] };
    group[node.startsWith('j') ? 'jurors' : 'entries'].push(node.slice(1));
    found.set(find(node), group);
  }
  const groups = [...found.values()].toSorted((a, b) => b.entries.length - a.entries.length || byText(a.entries[0]!, b.entries[0]!));
  const [first, ...others] = groups;
  return {
    groups,
    rank: groups.length ? nodes.size - groups.length + 1 : 0,
    unknowns: nodes.size,
    mayRank: groups.length === 1,
    joining: first ? others.map((group) => ({ juror: first.jurors[0]!, entry: group.entries[0]! })) : [],
  };
}
