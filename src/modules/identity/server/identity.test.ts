import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { parse } from '#core/parse.ts';
import { firstBroken, readEvents } from '#core/server/events.ts';
import { maskNik } from '#core/nik.ts';
import { testDatabase } from '#test/database.ts';
import { CounterRegistration, counterRoles, NewOfficer, readIdentifier, readPhone, Registration } from '../person.ts';
import { demoId, demoSignIns, demoTotpCode, loadDemo } from './demo.ts';
import {
  eraseCodeDelivery,
  findCitizenByNik,
  findCodeDelivery,
  getProfile,
  limit,
  listAgencies,
  listDutyHolders,
  listLooks,
  namesOf,
  registerAtCounter,
  resolveSession,
} from './identity.ts';
import { addDuty, createOfficer, endDuty, getOffice, resetOfficer, setOfficerStatus } from './offices.ts';
import {
  changePassword,
  endSessions,
  finishRegistration,
  finishWithTotp,
  listSessions,
  requestCode,
  resetPassword,
  signInWithCode,
  signInWithPassword,
  signOut,
  startRegistration,
  type SignInResult,
} from './sign-in.ts';

const start = Date.parse('2025-11-24T01:00:00Z');
const at = { now: new Date(start) };
const clock = { now: () => at.now };
const pass = (ms: number) => void (at.now = new Date(at.now.getTime() + ms));
const MINUTE = 60_000;
const db = await testDatabase({ clock });
const device = { label: 'Chrome, Android', ip: '10.0.0.1' };
const job: Actor = { kind: 'job', task: 'test' };
const anonymous: Actor = { kind: 'anonymous' };
const steward: Actor = { kind: 'steward', id: demoId('pengelola1') };
const counter: Actor = {
  kind: 'officer',
  id: demoId('loket'),
  agencies: ['dpmptsp'],
  duties: [{ agency: 'dpmptsp', role: 'petugas-mpp' }],
};
const officer: Actor = {
  kind: 'officer',
  id: demoId('ratna'),
  agencies: ['dpmptsp'],
  duties: [{ agency: 'dpmptsp', role: 'verifikator' }],
};
const yohana: Actor = { kind: 'citizen', id: demoId('yohana') };
let password = '';

const failure = async (work: Promise<unknown>): Promise<Failure> => {
  const thrown = await work.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  expect(thrown).toBeInstanceOf(Failure);
  return thrown as Failure;
};
const eventsOf = async (id: string) =>
  (await db.asOwner('select type, actor_kind, actor_id, on_behalf_of, via, data from core.event where subject_id = $1 order by no', [id]))
    .rows;
const codeOf = async (codeId: string) => db.withActor(job, (tx) => findCodeDelivery(tx, codeId));
const tokenOf = (result: SignInResult): string => {
  if (result.step !== 'in') throw new Error(`not in: ${result.step}`);
  return result.token;
};
const nikOf = (serial: number) => `910901451292${String(serial).padStart(4, '0')}`;
const registration = (serial: number, more: object = {}) =>
  parse(Registration, {
    name: 'Uji Coba',
    nik: nikOf(serial),
    phone: `0813000${String(serial).padStart(5, '0')}`,
    password: 'empat kata yang panjang',
    ...more,
  });
async function register(serial: number, more: object = {}): Promise<{ token: string; id: string }> {
  const { codeId } = await startRegistration(db, registration(serial, more), { ...device, ip: `10.1.${serial >> 8}.${serial & 255}` });
  const { code } = (await codeOf(codeId))!;
  const result = await finishRegistration(db, codeId, code!, device);
  if (result.step !== 'in') throw new Error();
  return { token: result.token, id: result.personId };
}

beforeAll(async () => {
  await loadDemo(db, db.ownerUrl);
  await loadDemo(db, db.ownerUrl); // a second start changes nothing
  password = (await demoSignIns())[0]!.password;
});

describe('reading what people type', () => {
  test('mobile numbers in every spelling become one', () => {
    for (const typed of ['081234567890', '6281234567890', '+62 812-3456-7890', '0812 3456 7890'])
      expect(readPhone(typed)).toBe('+6281234567890');
    for (const typed of ['', '0901 321', '08', '081234567890123456', 'abc']) expect(readPhone(typed)).toBeUndefined();
  });
  test('one field takes NIK, number or address', () => {
    expect(readIdentifier('9109014512920001')).toEqual({ kind: 'nik', value: '9109014512920001' });
    expect(readIdentifier('0812 3456 7890')?.kind).toBe('phone');
    expect(readIdentifier('Nama@Contoh.ID')).toEqual({ kind: 'email', value: 'nama@contoh.id' });
    expect(readIdentifier("' or 1=1 --")).toBeUndefined();
  });
  test('an old NIK prefix, one name, an apostrophe and an address without street are right', () => {
    expect(registration(1, { name: 'Yohana', address: 'depan gereja' }).name).toBe('Yohana');
    expect(registration(1, { name: "Nur’aini  D'Ornay" }).name).toBe("Nur'aini D'Ornay");
  });
  test('every wrong field has its own message', async () => {
    const refused = await failure(
      Promise.resolve().then(() =>
        parse(Registration, { name: 'R2D2', nik: '123', phone: '12', email: 'x', address: 'a', password: 'kurang' }),
      ),
    );
    expect(refused.fields).toEqual({
      name: 'identity.name_shape',
      nik: 'identity.nik_format',
      phone: 'identity.phone_shape',
      email: 'identity.email_shape',
      address: 'identity.address_short',
      password: 'identity.password_short',
    });
  });
  test('a password of one’s own NIK is refused', async () => {
    expect((await failure(Promise.resolve().then(() => registration(1, { password: `x${nikOf(1)}` })))).fields).toEqual({
      password: 'identity.password_own',
    });
  });
});

describe('agencies', () => {
  test('all 113 are there, with their duty holders of today', async () => {
    expect(await db.withActor(anonymous, listAgencies)).toHaveLength(113);
    const holders = await db.withActor(officer, (tx) => listDutyHolders(tx, 'dpmptsp', 'verifikator'));
    expect(holders.map(({ name }) => name)).toEqual(['Ratna Widya', 'Yakob Kogaro']);
  });
});

describe('registering', () => {
  test('a code proves the number, makes the citizen and signs them in', async () => {
    const { id, token } = await register(2, { name: 'Yosepina' });
    const session = await resolveSession(db, token);
    expect(session?.actor).toEqual({ kind: 'citizen', id });
    expect(session?.signedIn.name).toBe('Yosepina');
    const profile = await db.withActor({ kind: 'citizen', id }, (tx) => getProfile(tx, id));
    expect(profile).toMatchObject({ name: 'Yosepina', nik: nikOf(2), phone: '+6281300000002', assurance: 1 });
    expect((await eventsOf(id)).map((event) => event.type)).toEqual(['identity.registered', 'identity.signed_in']);
  });
  test('a registered NIK or number answers the same, but sends a note instead of a code', async () => {
    await register(3);
    for (const input of [registration(3), registration(3, { phone: '081299999993' }), registration(4, { phone: registration(3).phone! })]) {
      pass(16 * MINUTE);
      const { codeId } = await startRegistration(db, input, device);
      expect(codeId).toMatch(/^[0-9a-f-]{36}$/);
      expect((await codeOf(codeId))!.code).toBeNull();
      expect((await failure(finishRegistration(db, codeId, '123456', device))).fields).toEqual({ kode_otp: 'identity.code_wrong' });
    }
  });
  test('nothing readable lies in the tables', async () => {
    const { id } = await register(5, { name: 'Rahasia Sekali', address: 'depan gereja rahasia' });
    const tables = ['person', 'one_time_code', 'session', 'password', 'limit_counter', 'attempt', 'pending'];
    for (const table of tables) {
      const { rows } = await db.asOwner(`select row_to_json(t)::text as line from identity.${table} t`);
      const all = rows.map((row: { line: string }) => row.line).join('\n');
      for (const value of ['Rahasia Sekali', nikOf(5), '+6281300000005', 'depan gereja rahasia']) {
        expect(all).not.toContain(value);
        expect(all).not.toContain(Buffer.from(value).toString('hex'));
      }
    }
    expect(JSON.stringify(await eventsOf(id))).not.toMatch(/Rahasia|910901451292|gereja/);
    const outbox = await db.asOwner('select payload::text as line from core.outbox');
    expect(JSON.stringify(outbox.rows)).not.toMatch(/910901451292|\+62/);
  });
});

describe('one-time codes', () => {
  const ask = async () => {
    pass(16 * MINUTE);
    return (await requestCode(db, '+6281200000001', 'sign_in', 'id', device)).codeId;
  };
  test('a code works once', async () => {
    const codeId = await ask();
    const { code } = (await codeOf(codeId))!;
    expect((await signInWithCode(db, codeId, code!, device)).step).toBe('in');
    expect((await failure(signInWithCode(db, codeId, code!, device))).reason).toBe('identity.code_expired');
  });
  test('of two who send one code at once, one gets in', async () => {
    const codeId = await ask();
    const { code } = (await codeOf(codeId))!;
    const results = await Promise.allSettled([1, 2, 3].map(() => signInWithCode(db, codeId, code!, device)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });
  test('five wrong tries end it, ten minutes end it, a newer one ends it', async () => {
    const codeId = await ask();
    const { code } = (await codeOf(codeId))!;
    const wrong = code === '000000' ? '000001' : '000000';
    for (let n = 0; n < 5; n++) expect((await failure(signInWithCode(db, codeId, wrong, device))).reason).toBe('input.invalid');
    expect((await failure(signInWithCode(db, codeId, code!, device))).reason).toBe('identity.code_expired');
    const late = await ask();
    const lateCode = (await codeOf(late))!.code!;
    pass(10 * MINUTE);
    expect((await failure(signInWithCode(db, late, lateCode, device))).reason).toBe('identity.code_expired');
    const older = await ask();
    const olderCode = (await codeOf(older))!.code!;
    await requestCode(db, '+6281200000001', 'sign_in', 'id', device);
    expect((await failure(signInWithCode(db, older, olderCode, device))).reason).toBe('identity.code_expired');
  });
  test('an unknown number, and an officer’s, get the same answer and no message', async () => {
    for (const typed of ['081277777777', 'ratna@dpmptsp.contoh.id', nikOf(999)]) {
      pass(16 * MINUTE);
      const { codeId } = await requestCode(db, typed, 'sign_in', 'id', device);
      expect(await codeOf(codeId)).toBeUndefined();
      expect((await failure(signInWithCode(db, codeId, '123456', device))).fields).toEqual({ kode_otp: 'identity.code_wrong' });
    }
  });
  test('the fourth request in fifteen minutes is refused', async () => {
    pass(16 * MINUTE);
    for (let n = 0; n < 3; n++) await requestCode(db, '081266666666', 'sign_in', 'id', device);
    expect((await failure(requestCode(db, '081266666666', 'sign_in', 'id', device))).reason).toBe('identity.too_many');
  });
  test('a code that was sent is forgotten in the clear, and still works', async () => {
    const codeId = await ask();
    const { code } = (await codeOf(codeId))!;
    await db.withActor(job, (tx) => eraseCodeDelivery(tx, codeId));
    expect(await codeOf(codeId)).toBeUndefined();
    expect((await signInWithCode(db, codeId, code!, device)).step).toBe('in');
  });
});

describe('passwords and sessions', () => {
  test('NIK, number and address all open the same account', async () => {
    const { id } = await register(10);
    for (const identifier of [nikOf(10), registration(10).phone!]) {
      const result = await signInWithPassword(db, { identifier, password: 'empat kata yang panjang' }, device);
      expect((await resolveSession(db, tokenOf(result)))?.signedIn.id).toBe(id);
    }
  });
  test('unknown and wrong say the same, lock the same, and take about as long', async () => {
    await register(11);
    const tries = async (identifier: string) => {
      const seen: string[] = [];
      for (let n = 0; n < 7; n++)
        seen.push((await failure(signInWithPassword(db, { identifier, password: 'salah sekali ini' }, device))).reason);
      return seen;
    };
    const known = await tries(nikOf(11));
    expect(known).toEqual(await tries(nikOf(998)));
    expect(known).toEqual([...Array<string>(5).fill('identity.sign_in_wrong'), 'identity.locked', 'identity.locked']);
    // the right password doesn't help while it is locked
    expect((await failure(signInWithPassword(db, { identifier: nikOf(11), password: 'empat kata yang panjang' }, device))).reason).toBe(
      'identity.locked',
    );
    pass(MINUTE + 1);
    await failure(signInWithPassword(db, { identifier: nikOf(11), password: 'salah sekali ini' }, device));
    const longer = await failure(signInWithPassword(db, { identifier: nikOf(11), password: 'salah sekali ini' }, device));
    expect(longer.detail).toEqual({ minutes: '2' });
    pass(2 * MINUTE + 1);
    expect((await signInWithPassword(db, { identifier: nikOf(11), password: 'empat kata yang panjang' }, device)).step).toBe('in');
    expect(
      (await eventsOf((await db.withActor(counter, (tx) => findCitizenByNik(tx, nikOf(11))))!.id)).filter((event) =>
        /fail|refus|wrong/.test(event.type),
      ),
    ).toEqual([]);
  });
  test('guesses sent side by side share no attempt', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        signInWithPassword(db, { identifier: '081255555555', password: 'tebakan paralel' }, { ...device, ip: '10.9.9.9' }),
      ),
    );
    const reasons = results.map((result) => (result.status === 'rejected' ? (result.reason as Failure).reason : 'in'));
    expect(reasons.filter((reason) => reason === 'identity.sign_in_wrong')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'identity.locked')).toHaveLength(15);
  });
  test('a session slides, ends by sign-out, and is replaced by the next sign-in', async () => {
    const { token, id } = await register(12);
    pass(10 * 24 * 60 * MINUTE);
    expect(await resolveSession(db, token)).toBeDefined();
    pass(10 * 24 * 60 * MINUTE);
    expect(await resolveSession(db, token)).toBeDefined();
    const next = tokenOf(await signInWithPassword(db, { identifier: nikOf(12), password: 'empat kata yang panjang' }, device, token));
    expect(next).not.toBe(token);
    expect(await resolveSession(db, token)).toBeUndefined();
    await db.withActor({ kind: 'citizen', id }, (tx) => signOut(tx, next));
    expect(await resolveSession(db, next)).toBeUndefined();
    const idle = tokenOf(await signInWithPassword(db, { identifier: nikOf(12), password: 'empat kata yang panjang' }, device));
    pass(15 * 24 * 60 * MINUTE);
    expect(await resolveSession(db, idle)).toBeUndefined();
    expect(await resolveSession(db, 'x')).toBeUndefined();
    expect(await resolveSession(db, 'A'.repeat(43))).toBeUndefined();
  });
  test('a reset by code ends every session; the code alone isn’t enough without a fit password', async () => {
    const { token } = await register(13);
    pass(16 * MINUTE);
    const { codeId } = await requestCode(db, nikOf(13), 'recover', 'id', device);
    const { code } = (await codeOf(codeId))!;
    expect((await failure(resetPassword(db, 'recover', codeId, code!, 'pendek', device))).fields).toEqual({
      sandi: 'identity.password_short',
    });
    // a recovery code is no sign-in code
    expect((await failure(signInWithCode(db, codeId, code!, device))).reason).toBe('identity.code_expired');
    await resetPassword(db, 'recover', codeId, code!, 'sandi baru yang panjang', device);
    expect(await resolveSession(db, token)).toBeUndefined();
    expect((await signInWithPassword(db, { identifier: nikOf(13), password: 'sandi baru yang panjang' }, device)).step).toBe('in');
    await failure(signInWithPassword(db, { identifier: nikOf(13), password: 'empat kata yang panjang' }, device));
  });
  test('changing the password needs the old one and ends the other sessions', async () => {
    const { token, id } = await register(14);
    const second = tokenOf(await signInWithPassword(db, { identifier: nikOf(14), password: 'empat kata yang panjang' }, device));
    const me = (await resolveSession(db, second))!;
    expect((await failure(changePassword(db, me.actor, me.signedIn.sessionId, 'salah', 'sandi lain yang panjang'))).fields).toEqual({
      sandi_lama: 'identity.old_password_wrong',
    });
    await changePassword(db, me.actor, me.signedIn.sessionId, 'empat kata yang panjang', 'sandi lain yang panjang');
    expect(await resolveSession(db, token)).toBeUndefined();
    expect(await resolveSession(db, second)).toBeDefined();
    expect((await eventsOf(id)).at(-1)).toMatchObject({ type: 'identity.password_set', data: { how: 'changed' } });
  });
  test('one can end one’s own sessions and nobody else’s', async () => {
    const mine = await register(15);
    const other = await register(16);
    const otherSession = (await resolveSession(db, other.token))!.signedIn.sessionId;
    const actor: Actor = { kind: 'citizen', id: mine.id };
    expect((await failure(db.withActor(actor, (tx) => endSessions(tx, { only: otherSession })))).code).toBe('not_found');
    expect(await resolveSession(db, other.token)).toBeDefined();
    expect(await db.withActor(actor, listSessions)).toHaveLength(1);
  });
});

describe('people in office', () => {
  const first = () => signInWithPassword(db, { identifier: 'ratna@dpmptsp.contoh.id', password }, device);
  test('password, then a TOTP that counts once', async () => {
    pass(MINUTE);
    const step = await first();
    expect(step.step).toBe('second_factor');
    if (step.step === 'in') throw new Error();
    expect((await failure(finishWithTotp(db, step.pending, '000000', device))).fields).toEqual({ kode_otp: 'identity.totp_wrong' });
    const code = demoTotpCode('ratna', at.now);
    const token = tokenOf(await finishWithTotp(db, step.pending, code, device));
    expect((await resolveSession(db, token))?.actor).toEqual(officer);
    const again = await first();
    if (again.step === 'in') throw new Error();
    expect((await failure(finishWithTotp(db, again.pending, code, device))).fields).toEqual({ kode_otp: 'identity.totp_wrong' });
    pass(MINUTE);
    const next = demoTotpCode('ratna', at.now);
    const results = await Promise.allSettled([
      finishWithTotp(db, again.pending, next, device),
      finishWithTotp(db, again.pending, next, device),
    ]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });
  test('an invented officer is invited, sets a password and an authenticator, and has no rights before', async () => {
    const { id } = await db.withActor(steward, (tx) =>
      createOfficer(tx, parse(NewOfficer, { kind: 'officer', name: 'Baru Sekali', email: 'baru@dinkes.contoh.id', agency: 'dinkes' })),
    );
    const { rows } = await db.asOwner("select id from identity.one_time_code where person_id = $1 and purpose = 'invite'", [id]);
    const codeId = (rows[0] as { id: string }).id;
    const { code } = (await codeOf(codeId))!;
    await resetPassword(db, 'invite', codeId, code!.toLowerCase(), 'sandi petugas baru', device);
    const step = await signInWithPassword(db, { identifier: 'baru@dinkes.contoh.id', password: 'sandi petugas baru' }, device);
    expect(step.step).toBe('totp_setup');
    if (step.step === 'in') throw new Error();
    const { readStep, totpOf } = await import('./sign-in.ts');
    const shown = await readStep(db, step.pending);
    if (shown.step !== 'totp_setup') throw new Error();
    const token = tokenOf(
      await finishWithTotp(db, step.pending, totpOf(shown.secret, '').generate({ timestamp: at.now.getTime() }), device),
    );
    expect((await resolveSession(db, token))?.actor).toMatchObject({ kind: 'officer', agencies: ['dinkes'], duties: [] });
    await db.withActor(steward, (tx) => resetOfficer(tx, id));
    expect(await resolveSession(db, token)).toBeUndefined();
    await failure(signInWithPassword(db, { identifier: 'baru@dinkes.contoh.id', password: 'sandi petugas baru' }, device));
  });
  test('a duty needs a decree and a membership, counts from its first to its last day', async () => {
    const person = demoId('penguji1');
    const day = at.now.toISOString().slice(0, 10);
    const give = (more: object) =>
      db.withActor(steward, (tx) =>
        addDuty(tx, { personId: person, agency: 'dinkes', role: 'pengawas', from: day, decree: 'SK 1/2025', ...more }),
      );
    expect((await failure(give({ decree: '' }))).fields).toHaveProperty('decree');
    expect((await failure(give({ agency: 'dpmptsp' }))).reason).toBe('identity.not_a_member');
    await give({});
    expect((await failure(give({}))).reason).toBe('identity.already_holds');
    const duty = (await db.withActor(steward, (tx) => getOffice(tx, 'dinkes'))).duties.find((row) => row.role === 'pengawas')!;
    expect(await db.withActor(officer, (tx) => listDutyHolders(tx, 'dinkes', 'pengawas'))).toHaveLength(1);
    await db.withActor(steward, (tx) => endDuty(tx, { id: duty.id, lastDay: day }));
    pass(36 * 60 * MINUTE);
    expect(await db.withActor(officer, (tx) => listDutyHolders(tx, 'dinkes', 'pengawas'))).toHaveLength(0);
    expect((await eventsOf(person)).slice(-2).map((event) => event.type)).toEqual(['identity.duty_given', 'identity.duty_ended']);
  });
  test('only stewards change offices, and not themselves', async () => {
    const before = (await eventsOf(demoId('ratna'))).length;
    expect((await failure(db.withActor(officer, (tx) => setOfficerStatus(tx, demoId('ratna'), 'suspended')))).code).toBe('forbidden');
    expect((await failure(db.withActor(yohana, (tx) => addDuty(tx, {})))).code).toBe('forbidden');
    expect((await failure(db.withActor(steward, (tx) => resetOfficer(tx, demoId('pengelola1'))))).reason).toBe('identity.not_yourself');
    expect(await eventsOf(demoId('ratna'))).toHaveLength(before);
    await expect(db.withActor(officer, (tx) => tx.updateTable('identity.duty').set({ to_day: null }).execute())).rejects.toThrow(
      /permission denied/,
    );
    await expect(db.withActor(steward, (tx) => tx.selectFrom('identity.person').select('nik_sealed').execute())).rejects.toThrow(
      /permission denied/,
    );
  });
  test('a suspended officer is out at once', async () => {
    pass(MINUTE);
    const step = await signInWithPassword(db, { identifier: 'maria@dinkes.contoh.id', password }, device);
    if (step.step === 'in') throw new Error();
    const token = tokenOf(await finishWithTotp(db, step.pending, demoTotpCode('penguji1', at.now), device));
    await db.withActor(steward, (tx) => setOfficerStatus(tx, demoId('penguji1'), 'suspended'));
    expect(await resolveSession(db, token)).toBeUndefined();
    expect((await failure(signInWithPassword(db, { identifier: 'maria@dinkes.contoh.id', password }, device))).reason).toBe(
      'identity.sign_in_wrong',
    );
  });
});

describe('the counter', () => {
  test('an officer registers a citizen: both names stand, and the citizen sees it', async () => {
    const input = parse(CounterRegistration, { name: 'Dominggus', nik: nikOf(20), phone: '081210000020', address: 'Kampung Hoya' });
    const { id, isNew } = await db.withActor(counter, (tx) => registerAtCounter(tx, input));
    expect(isNew).toBe(true);
    expect(await eventsOf(id)).toMatchObject([
      { type: 'identity.registered', actor_id: demoId('loket'), on_behalf_of: id, via: 'counter' },
    ]);
    expect(await db.withActor(counter, (tx) => registerAtCounter(tx, input))).toEqual({ id, isNew: false });
    const profile = await db.withActor(counter, (tx) => getProfile(tx, id));
    expect(profile).toMatchObject({ name: 'Dominggus', assurance: 2 });
    const looks = await db.withActor({ kind: 'citizen', id }, listLooks);
    expect(looks.map((look) => [look.by, look.agency, look.purpose])).toContainEqual([
      (await db.withActor(counter, (tx) => namesOf(tx, [demoId('loket')]))).get(demoId('loket')),
      'dpmptsp',
      'layanan_loket',
    ]);
  });
  test('without a counter duty, or with one invented in the actor alone, nobody’s data open', async () => {
    expect((await failure(db.withActor(officer, (tx) => findCitizenByNik(tx, nikOf(20))))).reason).toBe('identity.not_at_counter');
    expect((await failure(db.withActor(officer, (tx) => getProfile(tx, demoId('yohana'))))).code).toBe('not_found');
    expect((await failure(db.withActor(yohana, (tx) => getProfile(tx, demoId('markus'))))).code).toBe('not_found');
    const liar: Actor = { ...officer, duties: [{ agency: 'dpmptsp', role: 'petugas-mpp' }] } as Actor;
    await expect(db.withActor(liar, (tx) => getProfile(tx, demoId('yohana')))).rejects.toThrow(/no counter duty/);
  });
  test('code and database know the same counter roles', async () => {
    const { rows } = await db.asOwner("select prosrc from pg_proc where proname = 'serves_at_counter'");
    const inSql = [...(rows[0] as { prosrc: string }).prosrc.match(/d\.role in \(([^)]*)\)/)![1]!.matchAll(/'([^']+)'/g)].map(
      (match) => match[1],
    );
    expect(inSql).toEqual(counterRoles);
  });
});

describe('who sees what', () => {
  test('any citizen sees exactly their own row, any officer no personal value', async () => {
    const citizens = (await db.asOwner("select id from identity.person where kind = 'citizen'")).rows.map((row: { id: string }) => row.id);
    const officers = (await db.asOwner("select id from identity.person where kind <> 'citizen'")).rows.map((row: { id: string }) => row.id);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...citizens),
        fc.constantFrom(...officers),
        fc.constantFrom('officer', 'leader', 'steward'),
        async (citizen, inOffice, kind) => {
          const own = await db.withActor({ kind: 'citizen', id: citizen }, (tx) => tx.selectFrom('identity.person').select('id').execute());
          expect(own.map((row) => row.id)).toEqual([citizen]);
          for (const table of ['session', 'reveal', 'passkey'] as const) {
            const rows = await db.withActor({ kind: 'citizen', id: citizen }, (tx) =>
              tx.selectFrom(`identity.${table}`).select('person_id').execute(),
            );
            expect(rows.every((row) => row.person_id === citizen)).toBe(true);
          }
          const actor = (
            kind === 'officer'
              ? { kind, id: inOffice, agencies: ['dpmptsp'], duties: [] }
              : kind === 'leader'
                ? { kind, id: inOffice, duties: [] }
                : { kind, id: inOffice }
          ) as Actor;
          const seen = await db.withActor(actor, (tx) => tx.selectFrom('identity.person').select(['id', 'public_name']).execute());
          expect(seen.map((row) => row.id).toSorted()).toEqual(officers.toSorted());
          for (const column of ['name_sealed', 'nik_sealed', 'nik_hash', 'phone_sealed', 'email_hash', 'address_sealed'] as const)
            await expect(db.withActor(actor, (tx) => tx.selectFrom('identity.person').select(column).execute())).rejects.toThrow(
              /permission denied/,
            );
        },
      ),
      { numRuns: 15 },
    );
  });
  test('a visitor sees no table of people at all', async () => {
    for (const table of ['person', 'password', 'totp', 'session', 'one_time_code', 'pending', 'duty', 'limit_counter', 'attempt'] as const)
      await expect(db.withActor(anonymous, (tx) => tx.selectFrom(`identity.${table}`).selectAll().execute())).rejects.toThrow(
        /permission denied/,
      );
  });
  test('names of citizens are never public', async () => {
    const names = await db.withActor(yohana, (tx) => namesOf(tx, [demoId('ratna'), demoId('markus'), demoId('yohana')]));
    expect([...names.keys()]).toEqual([demoId('ratna')]);
  });
  test('a person’s log is whole, and theirs alone to read', async () => {
    const log = await db.withActor(officer, (tx) => readEvents(tx, demoId('ratna')));
    expect(log.length).toBeGreaterThan(1);
    expect(firstBroken(log)).toBeUndefined();
    expect(await db.withActor(yohana, (tx) => readEvents(tx, demoId('ratna')))).toEqual([]);
    expect(await db.withActor(steward, (tx) => readEvents(tx, demoId('yohana')))).toEqual([]);
  });
});

describe('limits', () => {
  test('many at once never use more places than there are', async () => {
    const hit = () => db.withActor(yohana, (tx) => limit(tx, 'uji', 7, 60));
    const results = await Promise.allSettled(Array.from({ length: 25 }, hit));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(7);
    pass(61_000);
    await hit();
  });
});

test('NIK are shown masked', () => expect(maskNik('9109014512920001')).toBe('910901******0001'));
