import type { Service } from './service.ts';

/** A service as published: the columns of db/reference/services.csv and its English name. */
export const toOpenData = ({ system, advice: _advice, agency, fee_options, ...service }: Service) => ({
  id: service.id,
  name: service.name,
  name_en: service.name_en,
  agency_code: agency,
  co_agencies: service.co_agencies,
  topic: service.topic,
  requirements: service.requirements,
  time_text: service.time_text,
  time_unit: service.time_unit,
  time_max: service.time_max,
  fee_rupiah: service.fee_rupiah,
  fee_text: service.fee_text,
  fee_options,
  legal_basis: service.legal_basis,
  channels: service.channels,
  system_of_record: system?.id ?? 'local',
  product: service.product,
  verified: service.verified,
  verified_fields: service.verified_fields,
  source: service.source,
});
