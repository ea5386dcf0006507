// The registration that Teams knows the bot by, its Teams channel, and the two ways in which people sign in.
param name string
param tags object
param botIdentity string
param botId string
param tenantId string

@description('The managed identity; used where it is the bot.')
param identityId string
param host string

@description('The Entra app that people sign in to.')
param appId string

@secure()
param appSecret string
param partnerTenantId string

@description('Also the sign-in to the API where events from Partner Center are registered.')
param events bool

@description('Azure Active Directory v2, as the Bot Service numbers its identity providers.')
var entra = '30dd229c-58e3-4a48-bdfd-91ec48eb906c'
var partnerCenterScopes = 'openid profile offline_access https://api.partner.microsoft.com/.default'

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: 'global'
  tags: tags
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'Co-sell Deals'
    endpoint: 'https://${host}/api/messages'
    msaAppType: botIdentity
    msaAppId: botId
    msaAppTenantId: tenantId
    msaAppMSIResourceId: botIdentity == 'UserAssignedMSI' ? identityId : null
    disableLocalAuth: true
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: { isEnabled: true, acceptedTerms: true }
  }
}

// Silent: the token that Teams gives for a person is exchanged. Its name is the bot's default.
resource silent 'Microsoft.BotService/botServices/connections@2022-09-15' = {
  parent: bot
  name: 'PartnerCenterSso'
  location: 'global'
  properties: {
    serviceProviderDisplayName: 'Azure Active Directory v2'
    serviceProviderId: entra
    clientId: appId
    clientSecret: appSecret
    scopes: partnerCenterScopes
    parameters: [
      { key: 'tenantID', value: partnerTenantId }
      { key: 'tokenExchangeUrl', value: 'api://botid-${botId}' }
    ]
  }
}

// Interactive: a sign-in page, where the tenant asks for a second factor; Partner Center wants to see that it did.
resource interactive 'Microsoft.BotService/botServices/connections@2022-09-15' = {
  parent: bot
  name: 'PartnerCenterInteractive'
  location: 'global'
  properties: {
    serviceProviderDisplayName: 'Azure Active Directory v2'
    serviceProviderId: entra
    clientId: appId
    clientSecret: appSecret
    scopes: partnerCenterScopes
    parameters: [{ key: 'tenantID', value: partnerTenantId }]
  }
}

resource eventsConnection 'Microsoft.BotService/botServices/connections@2022-09-15' = if (events) {
  parent: bot
  name: 'PartnerCenterEvents'
  location: 'global'
  properties: {
    serviceProviderDisplayName: 'Azure Active Directory v2'
    serviceProviderId: entra
    clientId: appId
    clientSecret: appSecret
    scopes: 'openid profile offline_access https://api.partnercenter.microsoft.com/.default'
    parameters: [{ key: 'tenantID', value: partnerTenantId }]
  }
}
