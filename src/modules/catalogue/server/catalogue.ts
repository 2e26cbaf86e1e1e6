/** The door of the catalogue: what the city offers, and how each service works. Everything another module may use. */
export {
  countServices,
  findService,
  findSheet,
  getBundle,
  getService,
  listBundles,
  listComponents,
  listEnglish,
  listMostWanted,
  listRegions,
  listServices,
  listTopics,
  listWholeServices,
  namesOfServices,
  searchServices,
  type ServiceFilter,
} from './services.ts';
