import type { EventsTurn } from '../../dialogs/events.ts';
import type { App } from '../app.ts';
import type { Turn } from '../turn.ts';

/** A turn as the dialog about events sees it. */
export function eventsTurn(app: App, { person, reader }: Turn): EventsTurn {
  return { services: app, setup: app.events, person, reader };
}
