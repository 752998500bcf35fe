// A quiet map of our own layers. MapLibre is fetched only when the map comes into view; its twin says the same.

export {};
