import type { EventsTurn } from '../../dialogs/events.ts';
import type { App } from '../app.ts';
import type { Turn } from '../turn.ts';

/** A turn as the dialog about events sees it. In local mode there are none. */
export function eventsTurn(app: App, { person, reader }: Turn): EventsTurn {
  const setup = app.events ?? { isOn: false, callbackUrl: null, registrations: null };
  return { services: app, setup, person, reader };
}
