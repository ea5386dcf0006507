// PostgreSQL, reachable from the network of the containers only, over TLS only (the server's default).
param name string
param location string
param tags object
param sku string

@secure()
param password string
param subnetId string
param privateDnsZoneId string

var login = 'cosell'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
    tier: startsWith(sku, 'Standard_B') ? 'Burstable' : 'GeneralPurpose'
  }
  properties: {
    version: '18'
    administratorLogin: login
    administratorLoginPassword: password
    authConfig: {
      passwordAuth: 'Enabled'
      activeDirectoryAuth: 'Disabled'
    }
    storage: {
      storageSizeGB: 32
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    network: {
      publicNetworkAccess: 'Disabled'
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: privateDnsZoneId
    }
  }
}

resource deals 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  name: 'cosell'
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

// Search goes by it. Before the bot makes its tables.
resource extensions 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = {
  parent: server
  name: 'azure.extensions'
  properties: {
    value: 'PG_TRGM'
    source: 'user-override'
  }
}

output host string = server.properties.fullyQualifiedDomainName
output login string = login
output databaseName string = deals.name
