import * as z from 'zod';
import { hasDuty } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import type { Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { dayOf } from '#core/working-time.ts';
import { getAgency, namesOf } from '#modules/identity/server/identity.ts';
import { canTie, pickRule, type Question, type Rule } from '../report.ts';
import { offices } from '../rules.ts';
import * as rules from './routing-store.ts';
import * as store from './store.ts';

/**
 * Where reports go, as data that no one person changes (complaints.md § 4): one of Mimika Center drafts a rule, everybody there sees
 * which past reports would have gone elsewhere, another puts it in force. What was stays.
 */

/** Days of reports a draft is tried on, and most of them. */
const TRIED_DAYS = 365;
const TRIED_MOST = 2000;
const DAY_MS = 86_400_000;
/** The rules' word for "the distrik of the place". */
const LOCAL = 'distrik';

const roleAtCentre = (tx: Tx): 'head' | 'liaison' | undefined =>
  hasDuty(tx.actor, offices.liaison, 'complaints.super_admin')
    ? 'head'
    : hasDuty(tx.actor, offices.liaison, 'complaints.lo')
      ? 'liaison'
      : undefined;
/** @throws Failure not_found for everybody else: the page isn't theirs */
export function needCentre(tx: Tx): 'head' | 'liaison' {
  const role = roleAtCentre(tx);
  if (!role) throw new Failure('not_found', 'complaints.not_found');
  return role;
}
const actorOf = (tx: Tx): string => (tx.actor.kind === 'officer' ? tx.actor.id : '');
const invalid = (field: string, reason: string, detail: Record<string, string> = {}) =>
  new Failure('invalid', 'input.invalid', { [field]: reason }, detail);

/** Whom rules name for a report of their category; group agencies become the distrik of the place. Undefined: triage. */
export function proposalOf(
  all: readonly Rule[],
  about: {
    readonly region: string | null;
    readonly answers: Readonly<Record<string, string | readonly string[]>>;
    readonly accused: string | null;
  },
  distrik: string | undefined,
): { readonly lead: string; readonly supporting: readonly string[]; readonly rule: string } | undefined {
  const own = (agency: string): string | undefined => (agency === LOCAL ? distrik : agency);
  const rule = pickRule(all, about.region, about.answers);
  const lead = rule && own(rule.lead);
  if (!lead) return undefined;
  const supporting = [...new Set(rule.supporting.flatMap((agency) => own(agency) ?? []))].filter(
    (agency) => agency !== lead && agency !== about.accused,
  );
  return { lead, supporting, rule: rule.id };
}

const Day = z.iso.date('complaints.date_wrong');
const maybe = z
  .string()
  .optional()
  .transform((value) => value?.trim() || undefined);
export const RuleInput = z
  .object({
    category: z.string().min(1, 'complaints.category_missing'),
    region: maybe,
    attribute: maybe,
    lead: z.string().min(1, 'complaints.lead_missing'),
    supporting: z.array(z.string()).default([]),
    from_day: Day,
    to_day: maybe.pipe(Day.optional()),
    basis: z.string().trim().min(5, 'complaints.rule_basis_missing').max(300, 'complaints.too_long'),
    ends: maybe,
  })
  .refine(({ to_day, from_day }) => !to_day || to_day >= from_day, { path: ['to_day'], message: 'complaints.rule_ends_before' })
  .refine(({ lead, supporting }) => !supporting.includes(lead), { path: ['supporting'], message: 'complaints.lead_supports' });

const overlaps = (a: { from_day: string; to_day: string | null }, b: { from_day: string; to_day: string | null }): boolean =>
  a.from_day <= (b.to_day ?? '9999-12-31') && b.from_day <= (a.to_day ?? '9999-12-31');
const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);

/** Questions whose answers a rule may ask for: those with a list. */
const listed = (questions: readonly Question[]): Question[] => questions.filter(({ values }) => values?.length);

/**
 * Draft a rule. Refused where a rule of the same category and place could fit the same report on the same day with equal weight, also
 * one that only waits: two such would make chance decide. @throws Failure invalid, forbidden
 */
export async function draftRule(tx: Tx, input: unknown): Promise<string> {
  needCentre(tx);
  const given = parse(RuleInput, input);
  const category = await store.findCategory(tx, given.category);
  if (!category) throw invalid('category', 'complaints.category_unknown');
  if (given.region && !(await store.regionExists(tx, given.region))) throw invalid('region', 'complaints.region_unknown');
  const questions = category.questions as unknown as Question[];
  const [code, value] = given.attribute?.split('=') ?? [];
  if (given.attribute && !listed(questions).some((each) => each.code === code && each.values!.some(({ key }) => key === value)))
    throw invalid('attribute', 'complaints.answer_unknown');
  const today = dayOf(tx.now);
  for (const [field, agency] of [['lead', given.lead] as const, ...given.supporting.map((each) => ['supporting', each] as const)]) {
    const found = await getAgency(tx, agency).catch(() => undefined);
    if (!found || (found.is_group && agency !== LOCAL) || (found.valid_to !== null && found.valid_to < given.from_day))
      throw invalid(field, 'complaints.agency_unknown');
  }
  if (given.from_day < today) throw invalid('from_day', 'complaints.date_past');
  await rules.lockRules(tx);
  const replaced = given.ends ? await endable(tx, given.ends, given.from_day) : undefined;
  const draft = { region: given.region ?? null, attribute: given.attribute ?? '', from_day: given.from_day, to_day: given.to_day ?? null };
  const isMultiple = (asked: string): boolean => questions.find((each) => each.code === asked)?.datatype === 'multivaluelist';
  const inForce = (await rules.listRules(tx, category.id)).map((rule) =>
    rule.id === replaced?.id ? { ...rule, to_day: dayBefore(given.from_day) } : rule,
  );
  const others = [...inForce, ...(await rules.waitingRules(tx, category.id))];
  if (others.some((other) => canTie(other, draft, isMultiple) && overlaps(other, draft)))
    throw invalid('attribute', 'complaints.rule_equal');
  const id = uuidv7(tx.now.getTime());
  await rules.insertRuleDraft(tx, {
    id,
    kind: 'rule',
    category: category.id,
    ...draft,
    lead: given.lead,
    supporting: given.supporting,
    basis: given.basis,
    ends: replaced?.id ?? null,
    drafted_by: actorOf(tx),
    drafted_at: tx.now,
  });
  await note(tx, id, 'complaints.rule_drafted');
  return id;
}

/** A rule that holds and may end on the eve of a day. */
async function endable(tx: Tx, id: string, from: string) {
  const rule = isUuid(id) ? await rules.findRule(tx, id) : undefined;
  if (!rule) throw new Failure('not_found', 'complaints.not_found');
  if ((rule.to_day !== null && rule.to_day < from) || rule.from_day >= from) throw invalid('from_day', 'complaints.rule_not_endable');
  return rule;
}
const RuleEnd = z.object({
  ends: z.string(),
  from_day: Day,
  basis: z.string().trim().min(5, 'complaints.rule_basis_missing').max(300, 'complaints.too_long'),
});
/** Draft the end of a rule; nothing takes its place. */
export async function draftRuleEnd(tx: Tx, input: unknown): Promise<string> {
  needCentre(tx);
  const { ends, from_day, basis } = parse(RuleEnd, input);
  if (from_day < dayOf(tx.now)) throw invalid('from_day', 'complaints.date_past');
  const rule = await endable(tx, ends, from_day);
  const { category, region, attribute } = rule;
  const id = uuidv7(tx.now.getTime());
  const head = { id, kind: 'end', category, region, attribute, from_day, basis, ends: rule.id };
  try {
    await rules.insertRuleDraft(tx, { ...head, drafted_by: actorOf(tx), drafted_at: tx.now });
  } catch (thrown) {
    if ((thrown as { constraint?: string }).constraint === 'rule_draft_ends_once')
      throw new Failure('conflict', 'complaints.rule_end_waits');
    throw thrown;
  }
  await note(tx, id, 'complaints.rule_drafted');
  return id;
}
const note = (tx: Tx, id: string, type: string, data: Record<string, string | number> = {}) =>
  record(tx, { subjectKind: 'complaint_rule', subjectId: id, type, data });

export interface Moved {
  readonly number: string;
  readonly title: string | null;
  readonly text: string;
  readonly region: string | null;
  /** Where it went. */
  readonly went: string | null;
  readonly before: { readonly lead: string; readonly supporting: readonly string[] } | null;
  readonly after: { readonly lead: string; readonly supporting: readonly string[] } | null;
}
export interface Trial {
  readonly tried: number;
  readonly moved: readonly Moved[];
}

const sameRoute = (a: Moved['before'], b: Moved['after']): boolean =>
  a?.lead === b?.lead && [...(a?.supporting ?? [])].toSorted().join() === [...(b?.supporting ?? [])].toSorted().join();

/** Which reports of the last year the rules would send elsewhere with the draft than without it, as they will stand on its first day. */
async function tryDraft(tx: Tx, draft: rules.RuleDraftRow): Promise<Trial> {
  const today = dayOf(tx.now);
  const day = draft.from_day > today ? draft.from_day : today;
  const now = await store.rulesOn(tx, draft.category, day);
  const rest = now.filter(({ id }) => id !== draft.ends);
  const then: readonly Rule[] =
    draft.kind === 'rule'
      ? [...rest, { id: draft.id, region: draft.region, attribute: draft.attribute, lead: draft.lead!, supporting: draft.supporting }]
      : rest;
  const past = await rules.pastReports(tx, draft.category, new Date(tx.now.getTime() - TRIED_DAYS * DAY_MS), TRIED_MOST);
  const local = new Map<string, string | undefined>();
  const moved: Moved[] = [];
  for (const row of past) {
    if (row.region && !local.has(row.region)) local.set(row.region, await store.distrikAgency(tx, row.region));
    const distrik = row.region ? local.get(row.region) : undefined;
    const before = proposalOf(now, row, distrik) ?? null;
    const after = proposalOf(then, row, distrik) ?? null;
    if (!sameRoute(before, after))
      moved.push({ number: row.number, title: row.title, text: row.text_public, region: row.region, went: row.lead, before, after });
  }
  return { tried: past.length, moved };
}

/** A rule or a draft of one as people read it. */
export interface RuleView {
  readonly id: string;
  readonly category: string;
  readonly region: string | null;
  /** Question and answer in both languages; null = any answer. */
  readonly answer: { readonly id: string; readonly en: string } | null;
  readonly lead: string | null;
  readonly supporting: readonly string[];
  readonly from: string;
  readonly to: string | null;
  readonly basis: string;
  readonly madeBy: string | null;
  readonly putBy: string | null;
}
export interface RuleDraftView extends RuleView {
  readonly kind: string;
  readonly status: string;
  readonly draftedAt: Date;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
  readonly tried: number | null;
  readonly moved: number | null;
  readonly ends: string | null;
}

async function answerNames(tx: Tx): Promise<(category: string, attribute: string) => RuleView['answer']> {
  const byId = new Map((await store.listCategories(tx)).map((row) => [row.id, row.questions as unknown as Question[]]));
  return (category, attribute) => answerOf(byId.get(category) ?? [], attribute);
}
function answerOf(questions: readonly Question[], attribute: string): RuleView['answer'] {
  if (attribute === '') return null;
  const [code, key] = attribute.split('=');
  const question = questions.find((each) => each.code === code);
  const value = question?.values?.find((each) => each.key === key);
  return question && value
    ? { id: `${question.label.id} ${value.name.id}`, en: `${question.label.en} ${value.name.en}` }
    : { id: attribute, en: attribute };
}
const draftView = (row: rules.RuleDraftRow, answer: RuleView['answer'], names: ReadonlyMap<string, string>): RuleDraftView => ({
  id: row.id,
  category: row.category,
  region: row.region,
  answer,
  lead: row.lead,
  supporting: row.supporting,
  from: row.from_day,
  to: row.to_day,
  basis: row.basis,
  madeBy: names.get(row.drafted_by) ?? null,
  putBy: row.decided_by ? (names.get(row.decided_by) ?? null) : null,
  kind: row.kind,
  status: row.status,
  draftedAt: row.drafted_at,
  decidedAt: row.decided_at,
  reason: row.reason,
  tried: row.tried,
  moved: row.moved,
  ends: row.ends,
});

/** All rules by category, those in force today first, and the drafts with what became of them. @throws Failure not_found */
export async function listRouting(tx: Tx): Promise<{ rules: (RuleView & { isInForce: boolean })[]; drafts: RuleDraftView[] }> {
  needCentre(tx);
  const [all, drafts, answer] = [await rules.listRules(tx), await rules.listRuleDrafts(tx, 100), await answerNames(tx)];
  const names = await namesOf(
    tx,
    [...all.flatMap((row) => [row.made_by, row.put_by]), ...drafts.flatMap((row) => [row.drafted_by, row.decided_by])].filter(
      (id) => id !== null,
    ),
  );
  const today = dayOf(tx.now);
  return {
    rules: all
      .map((row) => ({
        id: row.id,
        category: row.category,
        region: row.region,
        answer: answer(row.category, row.attribute),
        lead: row.lead,
        supporting: row.supporting,
        from: row.from_day,
        to: row.to_day,
        basis: row.basis,
        madeBy: row.made_by ? (names.get(row.made_by) ?? null) : null,
        putBy: row.put_by ? (names.get(row.put_by) ?? null) : null,
        isInForce: row.from_day <= today && (row.to_day === null || row.to_day >= today),
      }))
      .toSorted((a, b) => Number(b.isInForce) - Number(a.isInForce)),
    drafts: drafts.map((row) => draftView(row, answer(row.category, row.attribute), names)),
  };
}

export interface RuleDraftPage {
  readonly draft: RuleDraftView;
  /** Null once it was decided: then the counts of that moment stand in the draft. */
  readonly trial: Trial | null;
  /** May the reader put it in force? Why not, where not. */
  readonly refusal: string | null;
  readonly isOwn: boolean;
}
/** One draft with its trial. @throws Failure not_found */
export async function getRuleDraft(tx: Tx, id: string): Promise<RuleDraftPage> {
  needCentre(tx);
  const row = isUuid(id) ? await rules.findRuleDraft(tx, id) : undefined;
  if (!row) throw new Failure('not_found', 'complaints.not_found');
  const names = await namesOf(
    tx,
    [row.drafted_by, row.decided_by].filter((each) => each !== null),
  );
  return {
    draft: draftView(row, (await answerNames(tx))(row.category, row.attribute), names),
    trial: row.status === 'waiting' ? await tryDraft(tx, row) : null,
    refusal: row.drafted_by === actorOf(tx) ? 'complaints.rule_second_person' : null,
    isOwn: row.drafted_by === actorOf(tx),
  };
}

/**
 * Put a draft in force: by another person than the drafter, one of the two the head of the centre; the database refuses it otherwise.
 * `seen` is the number of moved reports on the page it was decided from: where another has come since, the trial is looked at again.
 * @throws Failure forbidden, conflict, not_now
 */
export async function putRuleInForce(tx: Tx, id: string, seen: string): Promise<void> {
  needCentre(tx);
  await rules.lockRules(tx);
  const row = isUuid(id) ? await rules.findRuleDraft(tx, id) : undefined;
  if (!row) throw new Failure('not_found', 'complaints.not_found');
  if (row.status !== 'waiting') throw new Failure('not_now', 'complaints.rule_decided');
  if (row.to_day !== null && row.to_day < dayOf(tx.now)) throw new Failure('not_now', 'complaints.rule_past');
  const trial = await tryDraft(tx, row);
  if (String(trial.moved.length) !== seen) throw new Failure('conflict', 'complaints.rule_trial_changed');
  let rule: string | null;
  try {
    rule = await rules.putRuleInForce(tx, id, uuidv7(tx.now.getTime()), trial.tried, trial.moved.length);
  } catch (thrown) {
    throw refusalOf(thrown);
  }
  if (rule === null) throw new Failure('not_now', 'complaints.rule_decided');
  await note(tx, id, 'complaints.rule_put_in_force', { rule, tried: trial.tried, moved: trial.moved.length });
}
const refusalOf = (thrown: unknown): unknown => {
  const { constraint } = thrown as { constraint?: string };
  if (constraint === 'rule_draft_by_two') return new Failure('forbidden', 'complaints.rule_second_person');
  if (constraint === 'rule_draft_one_is_head') return new Failure('forbidden', 'complaints.rule_needs_head');
  if (constraint === 'rule_once_a_day' || constraint === 'rule_dates_ordered') return new Failure('conflict', 'complaints.rule_equal');
  return thrown;
};

/** Take a draft back, or send it back: with a reason, kept beside it. */
export async function withdrawRule(tx: Tx, id: string, reason: string): Promise<void> {
  needCentre(tx);
  const why = reason.trim().slice(0, 300);
  if (why.length < 3) throw invalid('reason', 'complaints.reason_missing');
  if (!isUuid(id) || !(await rules.withdrawRule(tx, id, why))) throw new Failure('not_now', 'complaints.rule_decided');
  await note(tx, id, 'complaints.rule_withdrawn');
}

/** What a form for a rule offers: questions with a list of the category, and, in place of which rule. */
export async function ruleForm(tx: Tx, category: string, ends: string | null) {
  needCentre(tx);
  const found = category ? await store.findCategory(tx, category) : undefined;
  const rule = ends && isUuid(ends) ? await rules.findRule(tx, ends) : undefined;
  const { region = null, attribute = '', lead = '', supporting = [] } = rule ?? {};
  return {
    category: found?.id ?? rule?.category ?? '',
    questions: listed((found?.questions ?? []) as unknown as Question[]),
    replaces: rule ? { id: rule.id, region, attribute, lead, supporting, from: rule.from_day } : null,
    today: dayOf(tx.now),
  };
}

/** Why a report went where it went: the rule's own words; null where a person chose. */
export interface Why {
  readonly category: { readonly id: string; readonly en: string };
  readonly region: string | null;
  readonly answer: RuleView['answer'];
  readonly from: string;
  readonly basis: string;
}
export async function whyOf(tx: Tx, ruleId: string): Promise<Why | null> {
  const rule = await rules.findRule(tx, ruleId);
  if (!rule) return null;
  const category = await store.findCategory(tx, rule.category);
  return {
    category: { id: category?.name ?? rule.category, en: category?.name_en ?? rule.category },
    region: rule.region ? ((await rules.regionName(tx, rule.region)) ?? rule.region) : null,
    answer: answerOf((category?.questions ?? []) as unknown as Question[], rule.attribute),
    from: rule.from_day,
    basis: rule.basis,
  };
}
