/** Ocean's form of what a program runs in. */
export interface Container {
  readonly entrypoint: string;
  readonly image: string;
  readonly tag: string;
  readonly checksum: string;
}

/** Stands in Ocean's form, which demands an image, for the Python that every worker has. */
const OWN = { image: "posthuman", tag: "python3" };

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** A program's container section; where it needs no image, the checksum is that of its file. */
export function toContainer(entrypoint: string, image: string | undefined, sha256: string): Container {
  const [name = "", checksum = "none-given"] = image?.split("@") ?? [];
  if (image === undefined) return { entrypoint, ...OWN, checksum: `sha256:${sha256}` };
  const colon = name.lastIndexOf(":");
  return { entrypoint, image: name.slice(0, colon), tag: name.slice(colon + 1), checksum };
}

/** The image that a container section names, as `name:tag` with the digest if there is one; none for a worker's own Python. */
export function imageOf({ image, tag, checksum }: Omit<Container, "entrypoint">): string | undefined {
  if (image === OWN.image) return undefined;
  return DIGEST.test(checksum) ? `${image}:${tag}@${checksum}` : `${image}:${tag}`;
}
