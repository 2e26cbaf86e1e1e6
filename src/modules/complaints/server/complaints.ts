/** The door of Mimika Center: what pages, jobs, the API and later modules may call. */
export {
  presentCode,
  presentOwn,
  presentSealed,
  presentSealedWitness,
  receiptCode,
  sealPass,
  submitReport,
  type NewPhoto,
  type Receipt,
} from './intake.ts';
export {
  checkReportDraft,
  findDeviceReceipt,
  findReportDraft,
  isDraftSent,
  newDraftToken,
  promisedVerification,
  saveReportDraft,
  sendDraftAsVoice,
  sendFromDevice,
  sendReportDraft,
  type DraftChange,
  type ReportDraft,
} from './drafts.ts';
export { boundaryMap, boundaryShapes, currentBoundaries, uploadBoundaries, type BoundaryMap, type BoundarySet } from './boundaries.ts';
export { getMaskedPhoto, getPhotoMasking, hidePhoto, maskPhoto, previewMask, releaseMask, returnMask } from './masks.ts';
export { holding, keepPhoto, photographing } from './photographs.ts';
export { readPicture } from './picture.ts';
export {
  acceptProof,
  acceptReport,
  addNote,
  agree,
  answerQuestion,
  archiveReasons,
  archiveReport,
  askReporter,
  budgetAvailable,
  confirmBudget,
  declineReport,
  extendDeadline,
  finishInstruction,
  finishPart,
  followUp,
  forwardReport,
  instruct,
  keepRefusal,
  liftRefusal,
  mergeReport,
  moveReport,
  noteExternalReply,
  noteNotReady,
  object,
  planBudget,
  proposeRoute,
  proveFake,
  rate,
  reopen,
  returnProof,
  rework,
  routeReport,
  sendElsewhere,
  setBudgetStatus,
  setPublic,
  shareWords,
  submitProof,
  unmergeReport,
  uphold,
  verifyReport,
  withdraw,
  type Proposal,
} from './steps.ts';
export {
  cursorOf,
  getDeskReport,
  getOwnReport,
  getPublicReport,
  getReportPhoto,
  listCategories,
  listCategoryNames,
  listDesk,
  listOwn,
  listPublic,
  listStates,
  publicChangedAt,
  type CategoryView,
  type DeskItem,
  type DeskReport,
  type OwnReport,
  type PublicReport,
  type ReportPage,
  type TimelineItem,
} from './views.ts';
export { deadlines as listDeadlines } from './store.ts';
export { dimensions, getStatistics, NONE, type Dimension, type Statistics } from './statistics.ts';
export {
  addToVoice,
  contest,
  contestAsWitness,
  getWitness,
  joinReport,
  leaveReport,
  presentOwnWitness,
  presentVoice,
  type WitnessView,
} from './witness.ts';
export { answerByRelay, getRelay, resumeRelay, stopRelay, type RelayView } from './relay.ts';
export { receiveWebhook } from './hear.ts';
export { draftRule, draftRuleEnd, getRuleDraft, listRouting, putRuleInForce, ruleForm, withdrawRule } from './routing.ts';
export { listBridge, repeatItem, type BridgeItem } from './bridge.ts';
export {
  askContactProof,
  askPic,
  deputise,
  draftAppointment,
  getPicOffice,
  isBlocking,
  listReadiness,
  proveContact,
  putDecree,
  readyAgencies,
  type PicOffice,
} from './registry.ts';
export { getLeaderReport, getLeaderView, type LeaderItem, type LeaderReport, type LeaderView } from './leaders.ts';
export {
  findByToken,
  findRequests,
  hiddenSince,
  postRequest,
  requestCursor,
  servicesChangedAt,
  type Endpoint,
  type Posted,
  type RequestView,
} from './open311.ts';
export {
  askWhistle,
  decideWhistle,
  examineWhistle,
  getWhistlePhoto,
  handlesWhistles,
  listWhistles,
  lookAtWhistle,
  openWhistle,
  readBox,
  recuseWhistle,
  replyWhistle,
  sealBox,
  sendWhistle,
} from './whistle.ts';
export {
  askUnmasking,
  countUnmaskings,
  decideUnmasking,
  listUnmaskings,
  openHours,
  revealReporter,
  unmaskingReasons,
  type Unmasking,
} from './unmasking.ts';
export { listDraws, redraw } from './draw.ts';
export { askSubscription, confirmSubscription, endSubscription, getSubscription } from './subscriptions.ts';
export { previewReply, replySteps, type ReplyPreview } from './preview.ts';
export { calendarChanged } from './take.ts';
export { findLike, type LikeReport } from './similar.ts';
export { suggestCategory, suggestionQuality } from './suggest.ts';
export { getReportBoard, getReportBoardEvents, getReportBoardHead, type ReportBoard } from './board.ts';
export { listRetention, orderRetention, type RetentionRun } from './retention.ts';
