// Everything that the bot needs in one resource group. The image must be in the registry before (README.md, step 4).
targetScope = 'resourceGroup'

@description('Begins the name of each resource: lower-case letters and digits.')
@minLength(3)
@maxLength(12)
param name string = 'cosell'

param location string = resourceGroup().location

@description('SingleTenant: the Entra app below is the bot, too. UserAssignedMSI: the bot is a managed identity that is made here, and the Entra app is only what people sign in to.')
@allowed(['SingleTenant', 'UserAssignedMSI'])
param botIdentity string = 'SingleTenant'

@description('Application (client) ID of the Entra app (README.md, step 2).')
param appId string

@secure()
@description('A client secret of the Entra app.')
param appSecret string

@description('Tenant of the Entra app and of the bot.')
param tenantId string = tenant().tenantId

@description('Tenant of the Partner Center account, where people sign in. Usually the same.')
param partnerTenantId string = tenantId

@description('Name of the container registry, in this resource group.')
param registryName string

@description('Image and tag in that registry.')
param image string = 'co-sell-deals:1.0.0'

@secure()
@minLength(16)
@description('Password that the database is made with: letters and digits, of all three kinds.')
param databasePassword string

@description('Burstable is enough for one company; Standard_D2ds_v5 for thousands of people.')
param databaseSku string = 'Standard_B1ms'

@description('Never 0: a bot that sleeps sees no new deal and reminds nobody.')
@minValue(1)
param minReplicas int = 1

@description('Each one takes up to 10 connections of the database, and during an update the old ones are there, too. Standard_B1ms has 35: enough for one at a time and its successor, or three that have little to do.')
@minValue(1)
@maxValue(30)
param maxReplicas int = 3

@description('Your own host name for the bot, once it is bound to the container app. Empty: the one that Azure gives.')
param domain string = ''

@description('Resource ID of the certificate of that host name, in the environment of the container app.')
param certificateId string = ''

@description('What `npm run package` printed as TEAMS_APP_ID. May come with a later deployment.')
param teamsAppId string = ''

@description('Let Partner Center send events (README.md, "Events"). Only one system of a partner account can have them.')
param events bool = false

@description('More environment of the bot, by name, as in the README: PARTNER_ORGANIZATION_IDS, REMINDERS, GRAPH, ...')
param settings object = {}

param tags object = { application: 'co-sell-deals' }

var unique = take(uniqueString(resourceGroup().id), 6)
var isManaged = botIdentity == 'UserAssignedMSI'
var botId = isManaged ? identity.properties.clientId : appId

// Reads secrets and pulls the image; with UserAssignedMSI it is the bot as well.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-identity'
  location: location
  tags: tags
}

module network 'network.bicep' = {
  name: 'network'
  params: {
    name: name
    location: location
    tags: tags
  }
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    tags: tags
  }
}

module database 'database.bicep' = {
  name: 'database'
  params: {
    name: '${name}-${unique}'
    location: location
    tags: tags
    sku: databaseSku
    password: databasePassword
    subnetId: network.outputs.databaseSubnetId
    privateDnsZoneId: network.outputs.databaseDnsZoneId
  }
}

module vault 'vault.bicep' = {
  name: 'vault'
  params: {
    name: '${name}-${unique}'
    location: location
    tags: tags
    readerPrincipalId: identity.properties.principalId
    appSecret: appSecret
    databaseUrl: 'postgres://${database.outputs.login}:${uriComponent(databasePassword)}@${database.outputs.host}:5432/${database.outputs.databaseName}?sslmode=verify-full'
  }
}

module containerApp 'container-app.bicep' = {
  name: 'container-app'
  params: {
    name: name
    location: location
    tags: tags
    identityId: identity.id
    identityPrincipalId: identity.properties.principalId
    subnetId: network.outputs.appSubnetId
    workspaceName: monitoring.outputs.workspaceName
    registryName: registryName
    image: image
    minReplicas: minReplicas
    maxReplicas: maxReplicas
    databaseUrlUri: vault.outputs.databaseUrlUri
    appSecretUri: isManaged ? '' : vault.outputs.appSecretUri
    domain: domain
    certificateId: certificateId
    environment: union(
      {
        MicrosoftAppId: botId
        MicrosoftAppType: botIdentity
        MicrosoftAppTenantId: tenantId
        PARTNER_TENANT_ID: partnerTenantId
        APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
      },
      empty(teamsAppId) ? {} : { TEAMS_APP_ID: teamsAppId },
      events ? { EVENTS: 'on', EVENTS_CONNECTION: 'PartnerCenterEvents' } : {},
      settings
    )
  }
}

module bot 'bot.bicep' = {
  name: 'bot'
  params: {
    name: '${name}-${unique}'
    tags: tags
    botIdentity: botIdentity
    botId: botId
    tenantId: tenantId
    identityId: identity.id
    host: containerApp.outputs.host
    appId: appId
    appSecret: appSecret
    partnerTenantId: partnerTenantId
    events: events
  }
}

@description('For `npm run package -- --bot-id`.')
output botId string = botId

@description('For `npm run package -- --domain`.')
output host string = containerApp.outputs.host

output messagesUrl string = 'https://${containerApp.outputs.host}/api/messages'
