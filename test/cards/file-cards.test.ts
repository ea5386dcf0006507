import assert from 'node:assert/strict';
import { fileInfoCard, registrationFileOffer } from '../../cards/file-cards.ts';
import { reader, sampleView } from './sample-deal.ts';

const FILE = { name: 'deal-registration-1.csv', sizeInBytes: 321 };

describe('cards about a file', () => {
  it('offer it with its size and what it is for, and carry an id and nothing else', () => {
    const offer = registrationFileOffer(sampleView, reader, FILE);
    const context = { dealId: sampleView.deal.id };
    assert.equal(offer.contentType, 'application/vnd.microsoft.teams.card.file.consent');
    assert.equal(offer.name, FILE.name);
    assert.deepEqual(offer.content.acceptContext, context);
    assert.deepEqual(offer.content.declineContext, context);
    assert.equal(offer.content.sizeInBytes, 321);
    assert.match(
      offer.content.description,
      /^Registration of Northwind Traders for Partner Center’s bulk upload/,
    );
  });

  it('speak French', () => {
    const { description } = registrationFileOffer(sampleView, { ...reader, locale: 'fr' }, FILE).content;
    assert.match(description, /^Enregistrement de .* pour l’import groupé/);
  });

  it('show a file that lies in OneDrive', () => {
    const at = {
      contentUrl: 'https://a.sharepoint.com/f.csv',
      name: 'f.csv',
      uniqueId: 'U-1',
      fileType: 'csv',
    };
    assert.deepEqual(fileInfoCard(at), {
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      contentUrl: at.contentUrl,
      name: 'f.csv',
      content: { uniqueId: 'U-1', fileType: 'csv' },
    });
  });
});
