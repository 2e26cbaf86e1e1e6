/** The door of the case engine: what pages, jobs, the API and later modules may call. */
export {
  getDraft,
  startDraft,
  savePage,
  putRegisterAnswers,
  attachUpload,
  removeUpload,
  discardDraft,
  listDrafts,
  submitCase,
  refuseElsewhere,
  registersOf,
  takesProxy,
  type DraftUpload,
  type DraftView,
  type RegisterAnswer,
} from './intake.ts';
export {
  addEvidence,
  answerReturn,
  claimTask,
  decideTask,
  findLate,
  getCorrection,
  listHalted,
  noteIssued,
  noteOpened,
  noteRevoked,
  reassignTask,
  releaseTask,
  resumeCase,
  returnTask,
  takeNext,
  withdrawCase,
  type TaskDecision,
} from './work.ts';
export {
  getAchieved,
  getCaseView,
  getCaseWithShares,
  getPaper,
  getShares,
  listEscalated,
  listOwnCases,
  listWorklist,
  trackCase,
  type OwnCase,
  type Tracked,
} from './views.ts';
export { closeAgency, countOpenAt, type OpenWork } from './agencies.ts';
export { getIssuance, type CaseIssuance } from './issuance.ts';
export { codesOf } from './store.ts';
export { listHolds, listOverdue, type Hold } from './hold-store.ts';
