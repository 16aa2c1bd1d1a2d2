import { routes } from '@/lib/server/routes'

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes.historyRequests
