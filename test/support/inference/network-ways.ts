/** The ways out that the tests make a child try. */
export const NETWORK_WAYS = ['tcp', 'tls', 'fetch', 'http', 'udp', 'dns', 'listen'] as const;
export type NetworkWay = (typeof NETWORK_WAYS)[number];
