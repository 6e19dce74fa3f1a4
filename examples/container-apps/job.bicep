// The weekly report as an Azure Container Apps job. The record lives on an Azure Files share, which stays when the job goes.
// az deployment group create --resource-group secure-score --template-file job.bicep --parameters image=… registryServer=…
// Afterwards give the identity Security Reader on the management group that is to be reported:
// az role assignment create --assignee-object-id <principalId> --assignee-principal-type ServicePrincipal --role 'Security Reader' --scope /providers/Microsoft.Management/managementGroups/<id>

@description('Image, with a version or a digest; never latest.')
param image string

@description('Login server of the Azure Container Registry that holds the image; its AcrPull is given to the identity beforehand. Empty: a public image.')
param registryServer string = ''

@description('Weekly, in UTC: Container Apps jobs know no time zone.')
param cronExpression string = '17 6 * * 1'

@minLength(3)
@maxLength(24)
param storageAccountName string = 'score${uniqueString(resourceGroup().id)}'

param name string = 'secure-score'
param location string = resourceGroup().location

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
}

resource storage 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: storageAccountName
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource files 'Microsoft.Storage/storageAccounts/fileServices@2023-01-01' = {
  parent: storage
  name: 'default'
  properties: {
    shareDeleteRetentionPolicy: { enabled: true, days: 30 }
  }
}

resource share 'Microsoft.Storage/storageAccounts/fileServices/shares@2023-01-01' = {
  parent: files
  name: 'record'
  properties: { shareQuota: 16 }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: name
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: name
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource mounted 'Microsoft.App/managedEnvironments/storages@2024-03-01' = {
  parent: environment
  name: 'record'
  properties: {
    azureFile: {
      accountName: storage.name
      accountKey: storage.listKeys().keys[0].value
      shareName: share.name
      accessMode: 'ReadWrite'
    }
  }
}

resource job 'Microsoft.App/jobs@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    environmentId: environment.id
    configuration: {
      triggerType: 'Schedule'
      scheduleTriggerConfig: {
        cronExpression: cronExpression
        parallelism: 1
        replicaCompletionCount: 1
      }
      replicaTimeout: 3600
      // Any exit code but 0 is tried again here, so once: a gate that failed fails again.
      replicaRetryLimit: 1
      registries: empty(registryServer) ? [] : [{ server: registryServer, identity: identity.id }]
      // No secret, but the one way to hand a job a file.
      secrets: [{ name: 'config', value: loadTextContent('config.yaml') }]
    }
    template: {
      containers: [
        {
          name: name
          image: image
          args: ['run', '--config', '/config/config.yaml', '--out', '/out', '--log-format', 'json']
          env: [{ name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }]
          resources: { cpu: json('1.0'), memory: '2Gi' }
          volumeMounts: [
            { volumeName: 'config', mountPath: '/config' }
            { volumeName: 'out', mountPath: '/out' }
            { volumeName: 'tmp', mountPath: '/tmp' }
          ]
        }
      ]
      volumes: [
        { name: 'config', storageType: 'Secret', secrets: [{ secretRef: 'config', path: 'config.yaml' }] }
        { name: 'out', storageType: 'AzureFile', storageName: mounted.name, mountOptions: 'uid=10001,gid=10001,dir_mode=0700,file_mode=0600' }
        { name: 'tmp', storageType: 'EmptyDir' }
      ]
    }
  }
}

output principalId string = identity.properties.principalId
output job string = job.name
