/** The door of the exchange: registers we ask, systems we report to, keys of those who ask us. */
export { askRegister, type AskOptions } from './ask.ts';
export { exchangeWith } from './bridge.ts';
export { listWaitingReports, reportIssued, resendReport, type IssuedReport } from './reports.ts';
export { applicationsOf, createKey, listKeys, resolveKey, revokeKey, type KeyView, type Partner } from './keys.ts';
export { listAdapters, setFault, setMode, type AdapterView } from './adapters.ts';
export type { RegisterAnswer } from '../adapter.ts';
