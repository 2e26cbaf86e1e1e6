import { randomInt } from 'node:crypto';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { vault } from '#core/server/vault.ts';
import { listAgencies, listDutyHolders } from '#modules/identity/server/identity.ts';
import { sendMessage } from '#modules/messages/server/messages.ts';
import * as store from './store.ts';

/** Who answers for reports at an agency, and whether a report may be sent there (complaints.md § 1). */
export interface AgencyReadiness extends store.Readiness {
  readonly agency: string;
  readonly name: string;
  readonly heads: readonly { readonly id: string; readonly name: string }[];
  readonly staffNames: readonly { readonly id: string; readonly name: string; readonly provedAt: Date | null }[];
}

/** Every agency that may be sent reports, with what is missing; those not ready first. */
export async function listReadiness(tx: Tx): Promise<AgencyReadiness[]> {
  const wanted = await store.agenciesOfRules(tx);
  const agencies = (await listAgencies(tx)).filter((agency) => wanted.has(agency.code));
  const all: AgencyReadiness[] = [];
  for (const { code, official_name } of agencies) {
    const proofs = await store.contactProofs(tx);
    all.push({
      ...(await store.readiness(tx, code)),
      agency: code,
      name: official_name,
      heads: await listDutyHolders(tx, code, 'complaints.pic_kepala'),
      staffNames: (await listDutyHolders(tx, code, 'complaints.pic_staf')).map((holder) => ({
        ...holder,
        provedAt: proofs.get(holder.id) ?? null,
      })),
    });
  }
  return all.toSorted((a, b) => Number(a.is_ready) - Number(b.is_ready) || a.name.localeCompare(b.name, 'id'));
}

/** Send a PIC a test message with a code; whoever types it at their desk has proved that messages reach them. */
export async function askContactProof(tx: Tx, personId: string): Promise<void> {
  if (tx.actor.kind !== 'steward' && tx.actor.kind !== 'officer' && tx.actor.kind !== 'job')
    throw new Failure('forbidden', 'complaints.not_yours');
  const code = String(randomInt(100_000, 1_000_000));
  await store.insertContactProof(tx, {
    id: uuidv7(tx.now.getTime()),
    person_id: personId,
    code_hash: vault().findable(`${personId}:${code}`, 'contact_proof'),
    sent_at: tx.now,
  });
  await sendMessage(tx, { to: personId, template: 'n/uji-kontak@1', data: { code }, subject: { kind: 'person', id: personId } });
}
/** @throws Failure invalid where the code isn't the one sent, or is older than thirty days */
export async function proveContact(tx: Tx, code: string): Promise<void> {
  if (tx.actor.kind !== 'officer') throw new Failure('forbidden', 'complaints.not_yours');
  const person = await store.proveContact(tx, vault().findable(`${tx.actor.id}:${code.trim()}`, 'contact_proof'));
  if (!person) throw new Failure('invalid', 'input.invalid', { code: 'complaints.contact_code_wrong' });
}
