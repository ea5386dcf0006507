/** The bot's own identity in Entra, with what proves it. Multi-tenant bots cannot be made any more (teams.md 3.2). */
export interface AppIdentity {
  /** The app's (client) id: a GUID. */
  appId: string;
  /** The tenant that the app is registered in: a GUID. */
  tenantId: string;
  credential: AppCredential;
}

export type AppCredential =
  | { kind: 'secret'; secret: string }
  /** `thumbprint`: SHA-1 (40) or SHA-256 (64 hex digits); `privateKey`: PEM. */
  | { kind: 'certificate'; thumbprint: string; privateKey: string }
  /** A user-assigned managed identity, whose client id is the app's id. */
  | { kind: 'managedIdentity' };
