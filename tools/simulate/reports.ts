import type { Actor } from '#core/actor.ts';
import type { Tx } from '#core/server/database.ts';
import { addWorkingMs, dayOf, isWorkingDay, startOfDay, workingDaysBetween, type Day } from '#core/working-time.ts';
import type { Question } from '#modules/complaints/report.ts';
import { offices } from '#modules/complaints/rules.ts';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { jobs } from '#modules/complaints/server/jobs.ts';
import { chanceOf, idOf, type Chance } from './chance.ts';
import { habitsOf, innovationAt, type Habits } from './city.ts';
import type { Item, Lane, Stage } from './day.ts';
import type { Staff } from './people.ts';
import { dayAfter, reportsOn, type Report, type Setting } from './plan.ts';

/** What the lives of reports need beside the plan. */
export interface ReportWorld extends Setting {
  readonly staff: Staff;
  readonly texts: ReadonlyMap<string, readonly string[]>;
  readonly categories: ReadonlyMap<string, { readonly hint: string; readonly isField: boolean; readonly questions: readonly Question[] }>;
  /** Official names by code: an answer names whoever helped. */
  readonly names: ReadonlyMap<string, string>;
  /** Stored pictures to hand in as proof, each of a scene of its own. */
  readonly pictures: readonly string[];
  readonly first: Day;
}

const HOUR = 3_600_000;
const DAY_MS = 24 * HOUR;
const NOBODY: Actor = { kind: 'anonymous' };
const CLOCK: Actor = { kind: 'job', task: 'complaints.catch_up' };
/** A PIC answers a test message this often, so that reports may go to their agency (complaint-deadlines.csv, uji-kontak: 92 days). */
const PROVED_EVERY = 60 * DAY_MS;

/** Reports to Mimika Center, from the telephone to the last word. */
export class ReportLane implements Lane {
  readonly name = 'reports';
  readonly #world: ReportWorld;
  readonly #days = new Map<Day, readonly (Report | undefined)[]>();
  constructor(world: ReportWorld) {
    this.#world = world;
  }

  #of(key: string): Report {
    const [day, index] = key.split('/') as [Day, string];
    let all = this.#days.get(day);
    if (!all) {
      if (this.#days.size > 400) this.#days.delete(this.#days.keys().next().value!);
      this.#days.set(day, (all = reportsOn(this.#world, day)));
    }
    return all[Number(index)]!;
  }

  on(day: Day): readonly Item[] {
    const dawn = startOfDay(day).getTime();
    return [
      ...(day === this.#world.first ? [{ at: dawn, do: 'prove', of: '' }] : []),
      { at: dawn + 30_000, do: 'clock', of: '' },
      { at: dawn + 12 * HOUR, do: 'clock', of: '' },
      ...reportsOn(this.#world, day).flatMap((report) => (report ? [{ at: report.at.getTime(), do: 'receive', of: report.key }] : [])),
    ];
  }

  async act(stage: Stage, item: Item): Promise<readonly Item[]> {
    if (item.do === 'clock') {
      await stage.as(CLOCK, item.at, (tx) => jobs['complaints.catch_up'](tx));
      return [];
    }
    if (item.do === 'prove') {
      await stage.asOwner(
        `insert into complaints.contact_proof (id, person_id, code_hash, sent_at, proved_at)
         select gen_random_uuid(), d.person_id, '\\x00', $1, $1 from identity.duty d where d.role = 'complaints.pic_staf'`,
        [new Date(item.at)],
      );
      return [{ at: item.at + PROVED_EVERY, do: 'prove', of: '' }];
    }
    const report = this.#of(item.of);
    const life = new Life(this.#world, stage, report, item);
    return life.step();
  }
}

/** One step in the life of one report. */
class Life {
  readonly #world: ReportWorld;
  readonly #stage: Stage;
  readonly #report: Report;
  readonly #item: Item;
  readonly #id: string;
  readonly #chance: Chance;
  constructor(world: ReportWorld, stage: Stage, report: Report, item: Item) {
    this.#world = world;
    this.#stage = stage;
    this.#report = report;
    this.#item = item;
    this.#id = idOf(world.seed, 'report', report.key);
    // each step has draws of its own, whatever was drawn before it
    this.#chance = chanceOf(world.seed, 'life', report.key, item.do, String(item.with?.['round'] ?? 0));
  }

  step(): Promise<readonly Item[]> {
    const steps: Readonly<Record<string, () => Promise<readonly Item[]>>> = {
      receive: () => this.#receive(),
      verify: () => this.#verify(),
      route: () => this.#route(),
      accept: () => this.#accept(),
      first_word: () => this.#firstWord(),
      part: () => this.#part(),
      plan_budget: () => this.#planBudget(),
      confirm_budget: () => this.#confirmBudget(),
      budget: () => this.#budget(),
      answer: () => this.#answer(),
      check: () => this.#check(),
      judge: () => this.#judge(),
      rework: () => this.#rework(),
    };
    const step = steps[this.#item.do];
    if (!step) throw new Error(`Reports know no ${this.#item.do}`);
    return step();
  }

  // ── Time ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  get #now(): Date {
    return new Date(this.#item.at);
  }
  /** So many office hours from now, by a draw about the median. */
  #after(hours: number, spread = 0.6): number {
    return addWorkingMs(this.#world.calendar, this.#now, this.#chance.around(hours, spread) * HOUR).getTime();
  }
  /** The same, for an office that takes nothing up on Fridays. */
  #pickedUp({ pickupHours, friday }: Habits): number {
    const at = new Date(this.#after(pickupHours));
    if (friday || new Date(at.getTime() + 9 * HOUR).getUTCDay() !== 5) return at.getTime();
    let day = dayAfter(dayOf(at));
    while (!isWorkingDay(this.#world.calendar, day)) day = dayAfter(day);
    return startOfDay(day).getTime() + (7.5 + this.#chance.roll()) * HOUR;
  }
  #next(at: number, what: string, more: Item['with'] = {}): Item {
    return { at: Math.floor(at), do: what, of: this.#report.key, with: { ...this.#item.with, ...more } };
  }

  // ── Who ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  get #lead(): string {
    return String(this.#item.with?.['lead'] ?? '');
  }
  #liaison = (): Actor => this.#world.staff.one(offices.liaison, 'complaints.lo', 0);
  #clerk = (): Actor => this.#world.staff.one(this.#lead, 'complaints.pic_staf', this.#report.key.length);
  #head = (): Actor => this.#world.staff.one(this.#lead, 'complaints.pic_kepala');
  /** Of another unit than the lead's, and not who sent it there. */
  #checker = (): Actor =>
    this.#lead === offices.liaison
      ? this.#world.staff.one(offices.oversight, 'complaints.verifikator')
      : this.#world.staff.one(offices.liaison, 'complaints.lo', 1);
  #as<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#stage.as(actor, this.#item.at, work);
  }
  /** As the reporter: by account, or by number and four words. */
  #asReporter<T>(work: (tx: Tx, id: string) => Promise<T>): Promise<T> {
    const number = String(this.#item.with?.['number']);
    const { citizen } = this.#report;
    if (citizen === undefined)
      return this.#as(NOBODY, async (tx) => work(tx, await complaints.presentCode(tx, number, complaints.receiptCode(this.#id))));
    return this.#as({ kind: 'citizen', id: idOf(this.#world.seed, 'citizen', citizen) }, async (tx) =>
      work(tx, await complaints.presentOwn(tx, number)),
    );
  }

  // ── Steps ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  async #receive(): Promise<readonly Item[]> {
    const { category, who, channel, citizen, anonymous, secret, writtenAt } = this.#report;
    const { texts, categories, seed, staff, city } = this.#world;
    const chance = this.#chance;
    const answers = Object.fromEntries(
      categories
        .get(category)!
        .questions.flatMap(({ code, required, values }) => (required && values ? [[code, chance.pick(values).key]] : [])),
    );
    const actor: Actor =
      channel === 'counter'
        ? staff.one(offices.liaison, 'complaints.pencatat')
        : channel === 'whatsapp'
          ? { kind: 'job', task: 'complaints.hear' }
          : citizen === undefined
            ? NOBODY
            : { kind: 'citizen', id: idOf(seed, 'citizen', citizen) };
    const receipt = await this.#as(actor, (tx) =>
      complaints.submitReport(
        tx,
        {
          text: chance.pick(texts.get(category)!),
          category,
          region: who.region,
          answers,
          anonymous,
          secret,
          channel,
          ...(writtenAt ? { deviceAt: writtenAt.toISOString() } : {}),
        },
        [],
        this.#id,
      ),
    );
    return [this.#next(this.#after(city.reports.verifyHours, 0.7), 'verify', { number: receipt.number })];
  }

  async #verify(): Promise<readonly Item[]> {
    const { category, who } = this.#report;
    const { categories, city } = this.#world;
    const chance = this.#chance;
    const { hint } = categories.get(category)!;
    const fate = chance.roll();
    const isPlain = hint === 'pengaduan_tidak_berkadar';
    if (isPlain && fate < 0.02) {
      await this.#as(this.#liaison(), (tx) => complaints.archiveReport(tx, this.#id, 'bukan_kinerja_pemerintah'));
      return [];
    }
    if (isPlain && fate < 0.04) {
      const text = 'Ini kewenangan pemerintah provinsi; laporan Anda dapat dibawa ke sana dengan nomor ini.';
      await this.#as(this.#liaison(), (tx) => complaints.sendElsewhere(tx, this.#id, { body: 'Pemerintah Provinsi Papua Tengah', text }));
      return [];
    }
    await this.#as(this.#liaison(), (tx) =>
      complaints.verifyReport(tx, this.#id, {
        title: `Laporan warga: ${category.replaceAll('-', ' ')}`,
        classification: isPlain && fate < 0.1 ? 'permintaan_informasi' : hint,
        category,
        region: who.region,
      }),
    );
    return [this.#next(this.#item.at + chance.around(city.reports.routeMinutes, 0.5) * 60_000, 'route')];
  }

  async #route(): Promise<readonly Item[]> {
    const { staff, city } = this.#world;
    const number = String(this.#item.with?.['number']);
    const isAgain = this.#item.with?.['round'] !== undefined;
    const { lead, supporting } = await this.#as(this.#liaison(), async (tx) => {
      const { proposal } = await complaints.getDeskReport(tx, number);
      if (!proposal) throw new Error(`No rule for ${number}`);
      const helping = proposal.supporting.filter((agency) => staff.all(agency, 'complaints.pic_staf').length);
      await complaints.routeReport(tx, this.#id, {
        lead: proposal.lead,
        supporting: helping,
        note: isAgain ? 'Tugas pokok instansi ini menurut peraturan bupati; tidak ada instansi lain yang menanganinya.' : '',
      });
      return { lead: proposal.lead, supporting: helping };
    });
    return [
      this.#next(this.#pickedUp(habitsOf(city, lead)), 'accept', {
        lead,
        helping: supporting.join(' '),
        declined: isAgain,
        routed: dayOf(this.#now),
      }),
    ];
  }

  async #accept(): Promise<readonly Item[]> {
    const { city, calendar } = this.#world;
    const { category, who } = this.#report;
    const chance = this.#chance;
    const habits = habitsOf(city, this.#lead);
    // refused within two working days, or taken (complaint-deadlines.csv, tolak-disposisi)
    const mayDecline = this.#item.with?.['declined'] !== true && this.#lead !== 'dpkpp';
    if (
      mayDecline &&
      workingDaysBetween(calendar, String(this.#item.with?.['routed']), dayOf(this.#now)) <= 2 &&
      chance.is(habits.declines)
    ) {
      await this.#as(this.#clerk(), (tx) =>
        complaints.declineReport(tx, this.#id, { text: 'Lokasi ini tidak masuk wilayah kerja kami.', proposed: 'dpkpp' }),
      );
      return [this.#next(this.#after(3), 'route', { round: 1 })];
    }
    await this.#as(this.#clerk(), (tx) => complaints.acceptReport(tx, this.#id));
    const innovation = innovationAt(city, category, who.region, dayOf(this.#now));
    const words = this.#after(9 * (innovation?.firstWordFactor ?? 1));
    const answer = this.#after(habits.answerHours * (innovation?.answerFactor ?? 1), 0.5);
    const waits = chance.is(city.reports.budget[category] ?? 0);
    const parts = String(this.#item.with?.['helping'] ?? '')
      .split(' ')
      .filter(Boolean)
      .map((agency) => this.#next(this.#item.at + (answer - this.#item.at) * (0.3 + 0.5 * chance.roll()), 'part', { agency }));
    const then = waits ? this.#next(Math.min(answer, this.#item.at + 20 * DAY_MS), 'plan_budget') : this.#next(answer, 'answer');
    return [...parts, ...(words < then.at ? [this.#next(words, 'first_word')] : []), then];
  }

  async #firstWord(): Promise<readonly Item[]> {
    const next_date = dayOf(new Date(this.#item.at + 7 * DAY_MS));
    await this.#as(this.#clerk(), (tx) =>
      complaints.followUp(tx, this.#id, { text: 'Laporan Anda sudah kami terima dan petugas akan ke lokasi minggu ini.', next_date }),
    );
    return [];
  }

  async #part(): Promise<readonly Item[]> {
    const agency = String(this.#item.with?.['agency']);
    const actor = this.#world.staff.one(agency, 'complaints.pic_staf');
    await this.#as(actor, (tx) => complaints.finishPart(tx, this.#id, agency, 'Bagian kami sudah selesai dikerjakan.'));
    return [];
  }

  async #planBudget(): Promise<readonly Item[]> {
    const year = Number(dayOf(this.#now).slice(0, 4)) + 1;
    const target = this.#item.at + (90 + 120 * this.#chance.roll()) * DAY_MS;
    await this.#as(this.#head(), (tx) =>
      complaints.planBudget(tx, this.#id, {
        fiscal_year: year,
        document: 'RKPD',
        line: `Pemeliharaan jalan dan jembatan ${year}`,
        estimate_rupiah: String(Math.round(this.#chance.around(180, 0.7)) * 1_000_000),
        target_on: dayOf(new Date(target)),
        interim: 'Lubang ditimbun sementara dan diberi tanda.',
        text: 'Pekerjaan ini masuk usulan anggaran tahun depan; sementara itu kami amankan lokasinya.',
      }),
    );
    return [this.#next(this.#after(12, 0.3), 'confirm_budget', { target })];
  }
  async #confirmBudget(): Promise<readonly Item[]> {
    await this.#as(this.#world.staff.one(offices.planner, 'complaints.perencana'), (tx) => complaints.confirmBudget(tx, this.#id));
    return [this.#next(Number(this.#item.with?.['target']) - (3 + 10 * this.#chance.roll()) * DAY_MS, 'budget')];
  }
  async #budget(): Promise<readonly Item[]> {
    await this.#as(this.#clerk(), (tx) => complaints.budgetAvailable(tx, this.#id));
    return [this.#next(this.#after(30), 'answer')];
  }

  async #answer(): Promise<readonly Item[]> {
    const { categories, names, pictures } = this.#world;
    const { isField } = categories.get(this.#report.category)!;
    const helped = String(this.#item.with?.['helping'] ?? '')
      .split(' ')
      .filter(Boolean)
      .map((agency) => names.get(agency) ?? agency);
    const text = `${isField ? 'Pekerjaan di lokasi sudah selesai.' : 'Sudah kami jelaskan dan selesaikan di kantor.'}${helped.length ? ` Dibantu ${helped.join(' dan ')}.` : ''}`;
    const picture = isField ? [this.#picture(pictures)] : [];
    const { judgement } = await this.#as(this.#clerk(), (tx) =>
      complaints.submitProof(tx, this.#id, { text, field_work: isField, reason: 'Cukup dengan penjelasan dan surat.' }, picture),
    );
    return [this.#next(this.#after(this.#world.city.reports.checkHours), 'check', { visit: judgement.needsOnSite })];
  }
  /** A stored picture under a fingerprint of its own: what it shows is simulated, and so is how alike it is to others. */
  #picture(pictures: readonly string[]): complaints.NewPhoto {
    const word = (): bigint => BigInt(Math.floor(this.#chance.roll() * 2 ** 32));
    const hash = (): string => BigInt.asIntN(64, (word() << 32n) | word()).toString();
    return {
      fileId: this.#chance.pick(pictures),
      mime: 'image/jpeg',
      size: 20_000,
      sha256: idOf(this.#world.seed, 'picture', this.#report.key, this.#item.at).replaceAll('-', '').repeat(2),
      fingerprint: { difference: hash(), cosine: hash(), differenceMirrored: hash(), cosineMirrored: hash(), contrast: 40 },
      exif: { ...NO_EXIF, takenAt: new Date(this.#item.at - 600_000), isZoneStated: true },
      tools: [],
      sourceTypes: [],
      place: null,
      deviceAt: this.#now,
    };
  }

  async #check(): Promise<readonly Item[]> {
    const chance = this.#chance;
    const { reports } = this.#world.city;
    const round = Number(this.#item.with?.['round'] ?? 0);
    if (chance.is(reports.proofReturned) && round < 2) {
      await this.#as(this.#checker(), (tx) => complaints.returnProof(tx, this.#id, 'Foto tidak memperlihatkan lokasi laporan.'));
      return [this.#next(this.#after(10), 'answer', { round: round + 1 })];
    }
    const on_site = this.#item.with?.['visit'] === true || chance.is(0.2);
    await this.#as(this.#checker(), (tx) => complaints.acceptProof(tx, this.#id, { on_site, text: on_site ? 'Dilihat di tempat.' : '' }));
    const { agrees, contests } = reports.reporter;
    const fate = chance.roll();
    if (fate < agrees) return [this.#next(this.#item.at + Math.min(9, chance.exponential(1.2)) * DAY_MS, 'judge', { verdict: 'agree' })];
    if (fate < agrees + contests && this.#item.with?.['contested'] !== true)
      return [this.#next(this.#item.at + (0.3 + 4 * chance.roll()) * DAY_MS, 'judge', { verdict: 'contest' })];
    return []; // says nothing: the window lapses by itself
  }

  async #judge(): Promise<readonly Item[]> {
    const chance = this.#chance;
    if (this.#item.with?.['verdict'] === 'contest') {
      await this.#asReporter((tx, id) => complaints.contest(tx, id, 'Belum selesai: masih sama seperti waktu saya lapor.'));
      return [this.#next(this.#after(6), 'rework', { contested: true, round: Number(this.#item.with?.['round'] ?? 0) + 1 })];
    }
    const days = (this.#item.at - this.#report.at.getTime()) / DAY_MS;
    await this.#asReporter(async (tx, id) => {
      await complaints.agree(tx, id);
      if (chance.is(this.#world.city.reports.reporter.rates))
        await complaints.rate(tx, id, Math.max(1, Math.min(5, Math.round(5 - days / 15 + (chance.roll() - 0.5) * 2))));
    });
    return [];
  }

  async #rework(): Promise<readonly Item[]> {
    await this.#as(this.#clerk(), (tx) => complaints.rework(tx, this.#id));
    return [this.#next(this.#after(20), 'answer')];
  }
}

const NO_EXIF: complaints.NewPhoto['exif'] = {
  takenAt: null,
  isZoneStated: false,
  latitude: null,
  longitude: null,
  accuracy: null,
  make: null,
  model: null,
  software: null,
  processingSoftware: null,
};
