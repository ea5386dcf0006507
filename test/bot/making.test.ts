import assert from 'node:assert/strict';
import { renderMaking } from '../../bot/occasions/making.ts';
import type { Rendering } from '../../bot/occasions/rendering.ts';
import { recordDeal } from '../../services/deals/record-deal.ts';
import { endMaking, noteWaiting, openDecision } from '../../services/store/decisions.ts';
import { type Delivery, wantDeliveries } from '../../services/store/deliveries.ts';
import { openDraft } from '../../services/store/drafts.ts';
import { savePosted } from '../../services/store/posted-cards.ts';
import { savePlace } from '../../services/store/places.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { newDecision } from '../services/deals/new-decision.ts';
import { samplePlace } from '../services/deals/sample-place.ts';
import { ANN, freshStore, setStage, START, type TestClock } from '../services/deals/stage.ts';
import { type SmallApp, smallApp } from './small-app.ts';

const UNLESS_ANSWERED = 'making:unless-answered';

describe('telling a person of the deal that they made', () => {
  const store = freshStore();
  let app: SmallApp;
  let clock: TestClock;
  const db = () => store().db;
  beforeEach(async () => {
    const stage = setStage(store());
    app = smallApp(stage);
    ({ clock } = stage);
    await savePlace(db(), samplePlace());
    await recordDeal(stage, inbound({ name: 'Loom', organizationId: 'our-organization' }));
    const asked = newDecision('d-1', ANN, { verb: 'deal.create', dealId: 'new.draft-1', draftId: 'draft-1' });
    await openDecision(db(), asked);
    await endMaking(db(), 'd-1', { state: 'done', outcome: 'done', dealId: DEAL_ID }, START);
  });

  const render = (occasion: string): Promise<Rendering> =>
    renderMaking(app, samplePlace(), { subject: 'decision:d-1', occasion } as Delivery, null);
  const says = (rendering: Rendering): string => JSON.stringify(rendering);
  const draft = (inputs: Record<string, unknown>) => ({
    id: 'draft-1',
    ...ANN,
    dealId: 'deal.new',
    dialog: 'deal.new',
    step: 'review',
    inputs,
    placeId: 'place-ann',
    activityId: 'a-1',
    openedAt: START,
    changedAt: START,
    closedAt: null,
  });

  it('happens where the answer to the click never arrived (API-04)', async () => {
    assert.match(says(await render(UNLESS_ANSWERED)), /Your new deal “Loom” is in Partner Center/);
    await openDraft(db(), draft({ dealId: null, isSending: true }));
    assert.match(says(await render(UNLESS_ANSWERED)), /Loom/);
  });

  it('does not where the form has become the deal', async () => {
    const at = { postedAt: START, changedAt: START };
    const copy = { placeId: 'place-ann', subject: DEAL_ID, occasion: 'copy:a-1', activityId: 'a-1' };
    await savePosted(db(), { id: 'p-1', ...copy, ...at, version: 0, hash: '' });
    assert.deepEqual(await render(UNLESS_ANSWERED), { kind: 'nothing' });
    assert.match(says(await render('making')), /Loom/, 'made late: the form need not tell');
  });

  it('does not where the form says what is half done', async () => {
    await openDraft(db(), draft({ dealId: DEAL_ID, isSending: false }));
    assert.deepEqual(await render(UNLESS_ANSWERED), { kind: 'nothing' });
  });

  it('does not where Microsoft’s part was told in a message of its own', async () => {
    await openDecision(db(), newDecision('d-2', ANN, { verb: 'deal.invite', dealId: `invite.${DEAL_ID}` }));
    await endMaking(db(), 'd-2', { state: 'done', outcome: 'done', dealId: DEAL_ID }, START);
    const wish = { placeId: 'place-ann', subject: 'decision:d-2', occasion: 'making', wantedVersion: 1 };
    assert.match(says(await render(UNLESS_ANSWERED)), /Microsoft is invited/);
    await wantDeliveries(db(), [{ ...wish, dueAt: START }], START);
    assert.deepEqual(await render(UNLESS_ANSWERED), { kind: 'nothing' });
  });

  it('waits a minute at most for Microsoft’s part, which is told in a message of its own', async () => {
    const invitation = { verb: 'deal.invite', dealId: `invite.${DEAL_ID}` } as const;
    await openDecision(db(), newDecision('d-2', ANN, invitation));
    clock.pass(59_000);
    assert.deepEqual(await render(UNLESS_ANSWERED), { kind: 'later', seconds: 2 });
    clock.pass(1000);
    assert.match(says(await render(UNLESS_ANSWERED)), /Your new deal “Loom” is in Partner Center/);
  });

  it('waits for nobody’s sign-in', async () => {
    const invitation = { verb: 'deal.invite', dealId: `invite.${DEAL_ID}` } as const;
    await openDecision(db(), newDecision('d-2', ANN, invitation));
    await noteWaiting(db(), 'd-2', 'signIn');
    assert.match(says(await render(UNLESS_ANSWERED)), /Loom/);
  });

  it('waits for the end of what is being carried out, so that one notice tells it all', async () => {
    app.inFlight.set('d-1', Promise.resolve());
    assert.deepEqual(await render('making'), { kind: 'later', seconds: 1 });
  });
});
