// Your own values: copy to `production.bicepparam`, which git ignores. Secrets come from the environment, so that no
// file holds them: APP_SECRET and DATABASE_PASSWORD.
using 'main.bicep'

param appId = '00000000-0000-0000-0000-000000000000'
param appSecret = readEnvironmentVariable('APP_SECRET')
param databasePassword = readEnvironmentVariable('DATABASE_PASSWORD')
param registryName = 'contosocosell'
param image = 'co-sell-deals:1.0.0'
param settings = {
  PARTNER_ORGANIZATION_IDS: ''
}
