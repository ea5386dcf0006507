import type { PatchOperation } from '../referrals/referral-service.ts';
import type { RegistrationValues } from './registration-form.ts';

/**
 * The JSON Patch that registers a won deal, exactly as Microsoft's connector sends it (partner-center-api.md 5.1, 9).
 * Amounts travel as numbers, days as midnight UTC (FLD-20); what does not apply is left out.
 */
export function registrationPatch(values: RegistrationValues): PatchOperation[] {
  const midnight = (date: string) => `${date}T00:00:00Z`;
  const solution = {
    id: values.solutionId,
    currency: values.solutionCurrency,
    value: Number(values.solutionValue),
    isDeployedOnAzure: values.isDeployedOnAzure,
    primaryDeploymentOn: values.tenant,
    pricingModel: values.pricingModel,
    marketplaceTransactionDetails: {
      isMarketplaceTransacted: values.isMarketplaceTransacted,
      ...(values.marketplaceDate && {
        marketplaceTransactionDateTime: midnight(values.marketplaceDate),
      }),
    },
  };
  const contract = {
    currency: values.contractCurrency,
    value: Number(values.contractValue),
    term: values.term,
    signDateTime: midnight(values.signedDate),
    startDateTime: midnight(values.startDate),
    ...(values.endDate && { endDateTime: midnight(values.endDate) }),
  };
  const value = { type: 'AzureIPCoSell', solutionDetails: [solution], contract };
  return [{ op: 'add', path: '/registrations/-', value }];
}
