import assert from 'node:assert/strict';
import { csvText } from '../../../services/deals/csv-text.ts';
import { insightFile } from '../../../services/deals/insight-csv.ts';
import { inbound } from './inbound.ts';

const FILTERS = { period: '30d', dealType: null, country: null, solution: null } as const;
const NOW = new Date('2026-11-30T10:00:00.000Z');

describe('the file with the deals behind the figures', () => {
  it('has a row a deal, in UTC, without the customer’s contacts (FLD-20, VIS-04)', () => {
    const won = inbound({
      status: 'Closed',
      substatus: 'Won',
      acceptedAt: new Date('2026-11-12T20:00:00.000Z'),
      closedAt: new Date('2026-11-20T23:30:00.000Z'),
      registrationStatus: 'Approved',
    });
    const { name, text } = insightFile([{ deal: won, kind: 'inbound', sister: null }], FILTERS, NOW);
    assert.equal(name, 'co-sell-deals-30d-2026-11-30.csv');
    const [header = '', row = '', ...rest] = text.split('\r\n');
    assert.deepEqual(rest, []);
    assert.ok(header.startsWith('\uFEFFDeal ID,Deal name,Customer,Country,'));
    assert.match(
      row,
      /,inbound,coSell,Closed,Won,,60000\.50,EUR,2026-11-10,2026-11-12,2026-11-20,60\.0,,approved,/,
    );
    assert.doesNotMatch(text, /zoe@oeuvres/);
  });

  it('says Microsoft’s answer on our own deals, and no time to decide', () => {
    const own = inbound({ status: 'Active', substatus: 'Accepted', acceptedAt: NOW });
    const sister = inbound({ substatus: 'Declined', status: 'Closed' });
    const { text } = insightFile([{ deal: own, kind: 'outbound', sister }], FILTERS, NOW);
    assert.match(text, /,2026-11-10,2026-11-30,,,Declined,,Lamna Checkout$/);
  });

  it('lets no cell be a formula, also behind what nobody sees, and none break out', () => {
    for (const evil of ['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', ' \t=1', '＝1', '\u200B=1', '\r=1'])
      assert.match(csvText([[evil]]), /^"?'/, JSON.stringify(evil));
    assert.equal(csvText([['a "b", c', 'd']]), '"a ""b"", c",d');
    const { text } = insightFile(
      [{ deal: inbound({ name: '=cmd|calc' }), kind: 'inbound', sister: null }],
      FILTERS,
      NOW,
    );
    assert.ok(text.includes(",'=cmd|calc,"));
  });
});
