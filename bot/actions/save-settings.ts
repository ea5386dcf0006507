import type { CardAction } from '../../cards/card-action.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { saveSettings, showSettings } from '../../dialogs/settings.ts';
import { settingsScope } from '../../services/deals/settings-of-places.ts';
import { findSettings } from '../../services/store/settings.ts';
import type { App } from '../app.ts';
import { changePlace, whyNotDecide } from '../following.ts';
import { installForTeams } from '../install-for-team.ts';
import { openTurn, type Turn } from '../turn.ts';

/** Keeps the settings of the person, or of the shared place, and shows them as they are now. */
export async function saveSettingsOf(
  app: App,
  turn: Turn,
  { step, inputs }: Extract<CardAction, { verb: 'settings.save' }>,
): Promise<DialogAnswer> {
  const { place, envelope, reader } = turn;
  const refusal = place.kind === 'personal' ? null : await whyNotDecide(app, turn);
  if (refusal) return refusal;
  if (step === null) return { card: await showSettings(app, place, reader), view: null };

  const before = await findSettings(app.store.db, settingsScope(place));
  const saved = await saveSettings(app, place, reader, inputs);
  if (saved.kind === 'invalid') return { card: saved.card, view: null };
  const changed = place.kind === 'personal' || !envelope.person ? null : saved;
  if (changed) await changePlace(app, turn, changed.place, changed.follows);
  // What was just asked for begins at once; the rest follows by its pass.
  if (changed && inputs.installForTeam === 'on' && before['installForTeam'] !== 'on')
    app.background('installations', installForTeams(app));
  // The language of the answer may be another one now.
  const after = envelope.person ? await openTurn(app, envelope, envelope.person) : turn;
  if (place.kind === 'personal') await changePlace(app, after, after.place, null);
  return { card: await showSettings(app, after.place, after.reader, true), view: null };
}
