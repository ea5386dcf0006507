import assert from 'node:assert/strict';
import { inboundReferral, type PartnerCenterRequest, sisterReferral } from '../support/partner-center.ts';
import { ACCEPTED, daysAgo } from './registration-stage.ts';
import { nowIn, openStage } from './stage.ts';

const LONG_AGO = daysAgo(10);
const ours = (name: string) => inboundReferral({ name, ...ACCEPTED }, LONG_AGO);

describe('Microsoft’s side of an engagement', () => {
  it('that changes alone, on no page that is read for changes, offers the registration unasked (REG-04, SEED-10)', async () => {
    const deal = ours('Slow seller');
    const sister = sisterReferral(deal, { status: 'New', substatus: 'Pending' }, LONG_AGO);
    const others = Array.from({ length: 7 }, (_, index) => ours(`Other deal ${index}`));
    const recent = inboundReferral({ name: 'Recent deal' });
    const referrals = [recent, ...others, deal, sister];
    const stage = await openStage({ referrals, honourFilter: true, pageSize: 1 });
    const { partnerCenter, teams } = stage;
    const [broken] = others;
    const isReading = ({ method, query }: PartnerCenterRequest) =>
      method === 'GET' && (query.get('$filter')?.includes('engagementId') ?? false);
    partnerCenter.fault({
      match: (one) =>
        isReading(one) && (one.query.get('$filter')?.includes(String(broken?.engagementId)) ?? false),
      status: 500,
      times: Number.POSITIVE_INFINITY,
    });
    await stage.watched();
    const ann = await stage.join('Ann Keller');
    await ann.say('won Slow seller');
    const form = await teams.waitForPost(ann.id, 'This is final');
    const { text } = await ann.click(form, 'deal.won', { confirm: 'true' });
    assert.match(text, /registrable once Microsoft/);
    await stage.watched();

    // Of ten referrals, one a page, Microsoft's is the one that changed longest ago.
    const mayShowSister = ({ path, query }: PartnerCenterRequest) =>
      path.endsWith(sister.id) || Number(query.get('$skiptoken')) > 5;
    const before = partnerCenter.requests.length;
    partnerCenter.change(sister.id, ACCEPTED, { quietly: true });
    const offer = await teams.waitForPost(ann.id, 'can be registered now', 15_000);
    assert.match((await ann.click(offer, 'deal.register')).text, /Contract signed on/);
    assert.deepEqual(
      partnerCenter.requests
        .slice(before)
        .filter(mayShowSister)
        .map(({ path }) => path),
      [],
      'it is on no page that was read, and nobody asked for it',
    );
    // The card of the won deal no longer says that it waits for Microsoft.
    await teams.waitForEdit(ann.id, form.id, (message) =>
      nowIn(teams, ann, message).includes('Can be registered for incentives'),
    );
  });
});
