import type { Banner } from '../../cards/deal-view.ts';
import { REGISTER } from '../../dialogs/registration-draft.ts';
import { viewDeal } from '../../dialogs/view-deal.ts';
import { readCountdown } from '../../services/deals/plan-registration.ts';
import { registrationDeadline } from '../../services/deals/registration-deadline.ts';
import { isRegistered, registrationState } from '../../services/deals/registration-state.ts';
import type { StoredDeal } from '../../services/store/deals.ts';
import { type Draft, findOpenDrafts } from '../../services/store/drafts.ts';
import type { Place } from '../../services/people/place.ts';
import type { App } from '../app.ts';
import { drawDeal, noLonger } from './deal.ts';
import { untilSignedIn } from './not-signed-in.ts';
import { feedOf } from './feed.ts';
import { NOTHING, placeReader, type Render, SOON } from './rendering.ts';
import { sightOf } from './sight.ts';

/**
 * What is told of a won deal's registration, in the chat of the one person whose deal it is: the 60 days running out
 * (REG-14), that it has become possible (REG-04), and what Partner Center made of it (RST-01 to RST-09).
 */
export const renderRegistration: Render = async (app, place, delivery, posted) => {
  const { subject, occasion } = delivery;
  const sight = await sightOf(app, place, subject, { stands: posted !== null });
  if (sight.kind === 'unavailable') return SOON;
  if (sight.kind === 'signIn') return untilSignedIn(app, place, delivery);
  if (sight.kind !== 'seen') return posted ? noLonger(placeReader(place), posted) : NOTHING;
  const { stored } = sight;
  const banner = await bannerOf(app, place, stored, occasion);
  if (posted) return drawDeal(app, place, stored, banner, posted);
  if (!banner || (isCall(banner) && !(await isOffered(app, stored)))) return NOTHING;
  const isAction = banner.kind === 'registrationNews' && banner.args.state === 'actionRequired';
  return {
    ...(await drawDeal(app, place, stored, banner, null)),
    ...(isAction && (await feedOf(app, place, stored.deal, 'registrationActionRequired'))),
  };
};

/** Does it ask to register, so that it needs the way to be open? */
function isCall({ kind }: Banner): boolean {
  return kind === 'registrationOffer' || kind === 'registrationDeadline';
}

async function isOffered(app: App, stored: StoredDeal): Promise<boolean> {
  return (await viewDeal(app, stored)).verbs.includes('deal.register');
}

/** What is new, as things are now; null: nothing (any more). */
async function bannerOf(
  app: App,
  place: Place,
  { deal }: StoredDeal,
  occasion: string,
): Promise<Banner | null> {
  if (occasion.startsWith('registration:state:')) {
    const { state, word } = registrationState(deal);
    return { kind: 'registrationNews', args: { state, word } };
  }
  if (isRegistered(deal)) return null;
  if (occasion === 'registration:offer')
    return (await hasForm(app, place, deal.id)) ? null : { kind: 'registrationOffer' };
  const countdown = readCountdown(occasion);
  if (!countdown || !(await isStillMeant(app, place, deal.id, countdown))) return null;
  const { since, basis } = countdown;
  const at = registrationDeadline(since, app.registration.freezes);
  return at > app.clock.now() ? { kind: 'registrationDeadline', args: { at, basis } } : null;
}

/** Does the form stand there already? Then nobody need be asked to open it. */
async function hasForm(app: App, place: Place, dealId: string): Promise<boolean> {
  const draft = await openRegistrationOf(app, place, dealId);
  return draft !== null && draft.activityId !== null;
}

async function openRegistrationOf(
  app: App,
  { tenantId, personId }: Place,
  dealId: string,
): Promise<Draft | null> {
  if (personId === null) return null;
  const drafts = await findOpenDrafts(app.store.db, { tenantId, personId }, dealId);
  return drafts.find(({ dialog }) => dialog === REGISTER) ?? null;
}

/** Once the day of signature is known, only it counts. */
async function isStillMeant(
  app: App,
  place: Place,
  dealId: string,
  { basis, since }: { basis: 'signed' | 'won'; since: string },
): Promise<boolean> {
  if (place.personId === null) return false;
  const signed = (await openRegistrationOf(app, place, dealId))?.inputs['signedDate'];
  const isKnown = typeof signed === 'string' && signed !== '';
  return basis === 'signed' ? !isKnown || signed === since : !isKnown;
}
