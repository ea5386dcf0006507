import { EVENTS_PATH } from '../../config/events-config.ts';
import type { Check } from '../check.ts';
import { fault, good } from '../finding.ts';
import { findConnection } from './connections.ts';
import { publicStatus } from './public-address.ts';

/** If events from Partner Center are on: can they arrive, and can people say where they go? */
export const events: Check = {
  name: 'Events',
  look: async (around) => {
    const { isOn, callbackUrl, connection } = around.config.events;
    if (!isOn || callbackUrl === null) return [good('off: deals are found by polling')];
    // Without the headers of an event the door itself answers 400, and nobody else would.
    const status = await publicStatus(around, callbackUrl, 'POST');
    return [
      status === 400
        ? good(`${callbackUrl} waits for events`)
        : fault(
            `${callbackUrl} answers ${status ?? 'nothing'} where the bot would say 400`,
            `let the ingress pass ${EVENTS_PATH} on, and start the bot with EVENTS=on`,
          ),
      ...(connection === null ? [] : [await findConnection(around, connection, 'EVENTS_CONNECTION', false)]),
    ];
  },
};
