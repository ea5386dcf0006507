import assert from 'node:assert/strict';
import { signOut } from '../../../services/auth/sign-out.ts';
import type { SignIn } from '../../../services/auth/redeem.ts';
import { createUserAccessTokens } from '../../../services/auth/user-access-tokens.ts';
import { UserTokenServiceError } from '../../../services/auth/user-token-service.ts';
import { learnAccess, mustLearn } from '../../../services/deals/learn-access.ts';
import { recordDeal } from '../../../services/deals/record-deal.ts';
import { findAccess, saveAccess } from '../../../services/store/access.ts';
import { saveAskedMessage, takeAskedMessages } from '../../../services/store/asked-messages.ts';
import { findOpenDrafts, openDraft } from '../../../services/store/drafts.ts';
import { findSignIn, saveSignIn } from '../../../services/store/sign-ins.ts';
import { DEAL_ID, inbound } from '../deals/inbound.ts';
import { ANN, BEN, freshStore, setStage, type Stage, START } from '../deals/stage.ts';
import { CONNECTIONS, type SmallUserTokens, smallUserTokens } from './small-user-tokens.ts';

const OWNER = { tenantId: ANN.tenantId, personId: ANN.personId, userId: '29:ann' };

describe('signing out', () => {
  const store = freshStore();
  let stage: Stage;
  let service: SmallUserTokens;
  let signIn: SignIn;

  beforeEach(async () => {
    stage = setStage(store(), [inbound()]);
    service = smallUserTokens();
    const { clock } = stage;
    const shared = { userTokens: service, connections: CONNECTIONS, partnerTenantId: ANN.tenantId };
    signIn = { ...shared, tokens: createUserAccessTokens({ ...shared, store: store(), clock }) };
    const { db } = store();
    await recordDeal(stage, inbound());
    await saveSignIn(db, ANN, { signedInAt: START });
    for (const { tenantId, personId } of [ANN, BEN]) {
      await saveAccess(db, { tenantId, personId }, DEAL_ID, true, START);
      await openDraft(db, {
        id: `draft-${personId}`,
        tenantId,
        personId,
        dealId: DEAL_ID,
        dialog: 'edit',
        step: 'form',
        inputs: { seen: { notes: 'secret' } },
        placeId: 'p',
        activityId: null,
        openedAt: START,
        changedAt: START,
        closedAt: null,
      });
      const asked = { placeId: 'p', thread: 'p', text: 'inbound', submitted: undefined, replyToId: null };
      await saveAskedMessage(db, { tenantId, personId, ...asked, askedAt: START });
    }
  });

  it('ends both connections and forgets what was learnt, begun and asked, of this person only', async () => {
    const { db } = store();
    await learnAccess(stage, ANN);
    await signOut(stage, signIn, OWNER);
    assert.deepEqual(service.calls.sort(), ['signOut Page', 'signOut Sso']);
    assert.equal(await findAccess(db, ANN, DEAL_ID), null);
    assert.equal(await mustLearn(stage, ANN), true, 'and is learnt anew after the next sign-in');
    assert.deepEqual(await findOpenDrafts(db, ANN, DEAL_ID), []);
    assert.deepEqual(await takeAskedMessages(db, ANN), []);
    const record = await findSignIn(db, ANN);
    assert.deepEqual(record, { needs: 'interactive', signedInAt: null, withheld: false });
    assert.equal((await findAccess(db, BEN, DEAL_ID))?.maySee, true);
    assert.equal((await findOpenDrafts(db, BEN, DEAL_ID)).length, 1);
    assert.equal((await takeAskedMessages(db, BEN)).length, 1);
  });

  it('forgets all the same where the service does not answer, and says that it did not', async () => {
    service.fail(2);
    await assert.rejects(signOut(stage, signIn, OWNER), UserTokenServiceError);
    assert.equal(await findAccess(store().db, ANN, DEAL_ID), null);
  });
});
