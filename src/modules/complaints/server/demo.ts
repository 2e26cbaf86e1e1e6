import pg from 'pg';
import type { Database } from '#core/server/database.ts';

/** Demo PICs have proved that messages reach them, so that reports can be sent to their agencies; the others show what is missing. */
export async function loadDemo(_database: Database, ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query(
      `insert into complaints.contact_proof (id, person_id, code_hash, sent_at, proved_at)
       select gen_random_uuid(), d.person_id, '\\x00', now(), now() from identity.duty d
       where d.role = 'complaints.pic_staf' and not exists (
         select from complaints.contact_proof c where c.person_id = d.person_id and c.proved_at > now() - interval '60 days')`,
    );
  } finally {
    await owner.end();
  }
}
