import type { BotAdapter } from './adapter.ts';

/** An adapter whose code is loaded when it is first needed: botbuilder takes longer to load than all else that starts. */
export function lateAdapter(load: () => Promise<BotAdapter>): BotAdapter {
  let loaded: Promise<BotAdapter> | undefined;
  const adapter = () => (loaded ??= load());
  return {
    run: async (...given) => (await adapter()).run(...given),
    connectorFor: async (serviceUrl) => (await adapter()).connectorFor(serviceUrl),
  };
}
