import { csvText, type OfferedFile } from './csv-text.ts';
import type { RegistrationValues } from './registration-form.ts';

type Cell = (dealId: string, values: RegistrationValues) => string;

/**
 * The columns of Microsoft's bulk upload of deal registrations, in their order (FORM-14, RST-08). What the service
 * fills in itself stays empty.
 */
const COLUMNS: readonly [name: string, cell: Cell][] = [
  ['Referral ID', (dealId) => dealId],
  ['Registration Date', () => ''],
  ['Registration Type', () => 'AzureIPCoSell'],
  ['Registration Status', () => ''],
  ['Registration Status Reason', () => ''],
  ['Is Marketplace Transacted', (_id, values) => yesNo(values.isMarketplaceTransacted)],
  ['Marketplace Transaction Date', (_id, values) => usDate(values.marketplaceDate)],
  ['Is Deployed on Azure', (_id, values) => yesNo(values.isDeployedOnAzure)],
  ['Contract Value', (_id, values) => values.contractValue],
  ['Contract Currency', (_id, values) => values.contractCurrency],
  ['Contract Term', (_id, values) => values.term],
  ['Contract Sign Date', (_id, values) => usDate(values.signedDate)],
  ['Contract Start Date', (_id, values) => usDate(values.startDate)],
  ['Contract End Date', (_id, values) => usDate(values.endDate)],
  ['Solution Value', (_id, values) => values.solutionValue],
  ['Solution Currency', (_id, values) => values.solutionCurrency],
  ['Primary Deployment On', (_id, values) => values.tenant],
  ['Pricing Model', (_id, values) => values.pricingModel],
  ['Review Pending Date', () => ''],
  ['Action Required Date', () => ''],
  ['Passed Date', () => ''],
  ['Failed Date', () => ''],
  ['Approved Date', () => ''],
  ['Errors', () => ''],
];

/** A file for Partner Center's bulk upload, as it is put into somebody's OneDrive. */
export function registrationFile(dealId: string, values: RegistrationValues): OfferedFile {
  const id = dealId.replaceAll(/[^A-Za-z0-9-]/g, '').slice(0, 36);
  return { name: `deal-registration-${id}.csv`, text: registrationCsv(dealId, values) };
}

/** One deal's registration as a file for Partner Center's bulk upload: the header and one row. */
export function registrationCsv(dealId: string, values: RegistrationValues): string {
  const header = COLUMNS.map(([name]) => name);
  const row = COLUMNS.map(([, cell]) => cell(dealId, values));
  return csvText([header, row]);
}

function yesNo(is: boolean): string {
  return is ? 'Yes' : 'No';
}

/** mm/dd/yyyy (FORM-14). */
function usDate(date: string | null): string {
  const [year, month, day] = date?.split('-') ?? [];
  return year && month && day ? `${month}/${day}/${year}` : '';
}
