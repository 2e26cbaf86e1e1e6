import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Database } from '#core/server/database.ts';
import { runDefinitionTest } from '#modules/cases/definition-tests.ts';
import { readDefinition } from '../read-definition.ts';
import { getCurrentDefinition, publish, saveDraft, submitDraft } from './definitions.ts';

const SERVICES = new URL('../../../../db/services/', import.meta.url);
/** Nothing was verified with a primary source and no agency issued a decree, and the public page says so. */
const OVERRIDE = 'Contoh: dasar hukum belum diverifikasi dan SK standar pelayanan belum terbit.';

/** Publishes the services of db/services, written by one demo steward and approved by another. Safe to repeat. */
export async function loadDemo(database: Database, ownerUrl: string): Promise<readonly string[]> {
  const [author, approver] = await demoStewards(ownerUrl);
  if (!author || !approver) return ['Definisi layanan belum diterbitkan: perlu dua pengelola.'];
  const files = (await readdir(SERVICES)).filter((name) => name.endsWith('.yaml')).toSorted();
  for (const file of files) {
    const yaml = await readFile(new URL(file, SERVICES), 'utf8');
    const { definition } = readDefinition(yaml);
    if (!definition) throw new Error(`db/services/${file} can't be read; run the tests of the catalogue.`);
    const { id } = definition;
    const isNew = await database.withActor({ kind: 'steward', id: author }, async (tx) => {
      if (await getCurrentDefinition(tx, id)) return false;
      await saveDraft(tx, yaml, id);
      await submitDraft(tx, id);
      return true;
    });
    if (isNew)
      await database.withActor({ kind: 'steward', id: approver }, (tx) =>
        publish(tx, id, { override: OVERRIDE, runTest: runDefinitionTest }),
      );
  }
  return [];
}

/** Who the stewards are is no question a door answers (only a demo needs to act as them), so the owner looks. */
async function demoStewards(ownerUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      "select id from identity.person where kind = 'steward' order by created_at, id limit 2",
    );
    return rows.map((row) => row.id);
  } finally {
    await client.end();
  }
}
