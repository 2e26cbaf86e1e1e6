/** The door of identity: people, who they are today, and agencies. Everything another module may use. */
export {
  assureByRegister,
  findApplicant,
  findCitizenByNik,
  getProfile,
  lastLookAt,
  listLooks,
  logLook,
  namesOf,
  recordPerson,
  registerAtCounter,
  type Look,
} from './people.ts';
export { closedAmong, endAgency, lockAgency } from './agencies.ts';
export { actsFor } from './deputies.ts';
export { getSides, listHeld, needRepresentation, type Acting } from './representations.ts';
export {
  getAgency,
  listAgencies,
  listAgencyNames,
  listDutyHolders,
  listLeaders,
  listMembers,
  listStewards,
  namesOfAgencies,
} from './offices.ts';
export { eraseCodeDelivery, findCodeDelivery, registerCitizen, resolveSession, type Device, type SignInResult } from './sign-in.ts';
export { clearAttempts, limit, limitApart, takeAttempt } from './limits.ts';
