/** Entra object id of Nadia Perrin, whose client the Playground shows (`currentUser` in m365agentsplayground.yml). */
export const CURRENT_PERSON_ID = '1d7e0b3a-5c42-4f98-8a16-b0c2d4e6f801';

/** Entra object id of Oscar Vidal, the one person without a Referrals role: the sandbox refuses him with 403 (PERM-06). */
export const ROLELESS_PERSON_ID = '40a13e6d-8f75-4c2b-9d49-e3f507192b34';
