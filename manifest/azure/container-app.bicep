// The bot itself: some replicas behind one https address.
param name string
param location string
param tags object
param identityId string
param identityPrincipalId string
param subnetId string
param workspaceName string
param registryName string
param image string
param minReplicas int
param maxReplicas int

@description('Addresses of the secrets in the vault; empty where the bot needs none of that kind.')
param databaseUrlUri string
param appSecretUri string

param domain string
param certificateId string

@description('Environment of the bot by name, without its secrets.')
param environment object

@description('Built-in role AcrPull.')
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

var port = 3978
var secrets = concat(
  [{ name: 'database-url', keyVaultUrl: databaseUrlUri, identity: identityId }],
  empty(appSecretUri) ? [] : [{ name: 'app-secret', keyVaultUrl: appSecretUri, identity: identityId }]
)
var host = empty(domain) ? '${name}.${containers.properties.defaultDomain}' : domain

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: workspaceName
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' existing = {
  name: registryName
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, identityPrincipalId, acrPull)
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

resource containers 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${name}-containers'
  location: location
  tags: tags
  properties: {
    vnetConfiguration: { infrastructureSubnetId: subnetId, internal: false }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: workspace.properties.customerId
        sharedKey: workspace.listKeys().primarySharedKey
      }
    }
  }
}

resource bot 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  tags: tags
  dependsOn: [mayPull]
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    environmentId: containers.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: port
        transport: 'http'
        allowInsecure: false
        traffic: [{ latestRevision: true, weight: 100 }]
        // A deployment that does not name it takes it away.
        customDomains: empty(certificateId)
          ? null
          : [{ name: domain, bindingType: 'SniEnabled', certificateId: certificateId }]
      }
      registries: [{ server: registry.properties.loginServer, identity: identityId }]
      secrets: secrets
    }
    template: {
      // The bot ends what is in hand within 10 seconds.
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'bot'
          image: '${registry.properties.loginServer}/${image}'
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: concat(
            [
              { name: 'PORT', value: string(port) }
              { name: 'BOT_DOMAIN', value: host }
              { name: 'DATABASE_URL', secretRef: 'database-url' }
            ],
            empty(appSecretUri) ? [] : [{ name: 'MicrosoftAppPassword', secretRef: 'app-secret' }],
            map(items(environment), setting => { name: setting.key, value: string(setting.value) })
          )
          probes: [
            { type: 'Startup', httpGet: { path: '/healthz', port: port }, periodSeconds: 2, failureThreshold: 60 }
            { type: 'Liveness', httpGet: { path: '/healthz', port: port }, periodSeconds: 10, timeoutSeconds: 5 }
            { type: 'Readiness', httpGet: { path: '/readyz', port: port }, periodSeconds: 5, timeoutSeconds: 5 }
          ]
        }
      ]
      // Any number may run: they share PostgreSQL. A SQLite file has one owner, and there is none here.
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [{ name: 'turns', http: { metadata: { concurrentRequests: '40' } } }]
      }
    }
  }
}

output host string = host
