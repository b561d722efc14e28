import { BlockList, isIP } from 'node:net';
import { failure, type FlexbuildError } from '../core/index.ts';
import { field, type HeaderField } from './rules/field.ts';

/** Networks and where they are, the smallest ones first: plain data. */
export type Places = readonly PlacedNetwork[];

export interface PlacedNetwork {
  readonly address: string;
  readonly prefixLength: number;
  readonly family: Family;
  /** The four X-Appengine headers that say where it is. */
  readonly fields: readonly HeaderField[];
}

/** Finds where a client is: the headers that say so. */
export type PlaceOf = (clientAddress: string) => readonly HeaderField[];

type Family = 'ipv4' | 'ipv6';

/** What App Engine says of an address that it does not know. */
const unknown: Place = { country: 'ZZ', region: '?', city: '?', latLong: '0.000000,0.000000' };

interface Place {
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly latLong: string;
}

/**
 * What `--geo` says: `CIDR=COUNTRY/REGION/CITY/LAT,LONG`, of which everything behind the country may be left out. The
 * smallest network that an address is in decides. Throws FB5011.
 */
export function parsePlaces(texts: readonly string[]): Places {
  return texts.map((text) => parsePlace(text)).sort((a, b) => b.prefixLength - a.prefixLength);
}

/** Looks clients up in `places`; those that are in none of them are nowhere that anybody knows. */
export function placeFinder(places: Places): PlaceOf {
  const networks = places.map(({ address, prefixLength, family, fields }) => {
    const network = new BlockList();
    network.addSubnet(address, prefixLength, family);
    return { network, fields };
  });
  const elsewhere = fieldsOf(unknown);
  return (clientAddress) => {
    if (networks.length === 0) return elsewhere;
    const family = familyOf(clientAddress);
    if (family === null) return elsewhere;
    return networks.find(({ network }) => network.check(clientAddress, family))?.fields ?? elsewhere;
  };
}

const placePattern =
  /^(?<address>[0-9a-fA-F.:]+)(?:\/(?<bits>\d{1,3}))?=(?<country>[A-Za-z]{2})(?:\/(?<region>[^/]+))?(?:\/(?<city>[^/]+))?(?:\/(?<latLong>-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?))?$/;

function parsePlace(text: string): PlacedNetwork {
  const { address = '', bits, country = '', ...rest } = placePattern.exec(text)?.groups ?? {};
  const family = familyOf(address);
  const widest = family === 'ipv6' ? 128 : 32;
  const prefixLength = bits === undefined ? widest : Number(bits);
  // Control characters and the like cannot stand in a header.
  if (family === null || prefixLength > widest || !/^[\x20-\x7e]*$/.test(text)) throw noPlace(text);
  const place = {
    country: country.toUpperCase(),
    region: rest['region'] ?? unknown.region,
    city: rest['city'] ?? unknown.city,
    latLong: rest['latLong'] ?? unknown.latLong,
  };
  return { address, prefixLength, family, fields: fieldsOf(place) };
}

function familyOf(address: string): Family | null {
  switch (isIP(address)) {
    case 4:
      return 'ipv4';
    case 6:
      return 'ipv6';
    default:
      return null;
  }
}

function fieldsOf({ country, region, city, latLong }: Place): readonly HeaderField[] {
  return [
    field('X-Appengine-Country', country),
    field('X-Appengine-Region', region),
    field('X-Appengine-City', city),
    field('X-Appengine-CityLatLong', latLong),
  ];
}

function noPlace(text: string): FlexbuildError {
  return failure({
    code: 'FB5011',
    message: `--geo "${text}" is not CIDR=COUNTRY/REGION/CITY/LAT,LONG`,
    hint: "Write it as in --geo '127.0.0.0/8=US/ca/mountain view/37.386051,-122.083851'.",
  });
}
