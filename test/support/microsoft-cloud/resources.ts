/** Audiences of Entra's tokens: the services of Microsoft that the bot talks to. */
export const BOT_FRAMEWORK = 'https://api.botframework.com';
export const GRAPH = 'https://graph.microsoft.com';
export const PARTNER_CENTER = 'https://api.partner.microsoft.com';
/** Partner Center's other API, for webhooks. */
export const PARTNER_CENTER_EVENTS = 'https://api.partnercenter.microsoft.com';

export const RESOURCES: readonly string[] = [BOT_FRAMEWORK, GRAPH, PARTNER_CENTER, PARTNER_CENTER_EVENTS];
