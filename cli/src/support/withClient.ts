import type { Client } from "@posthuman/sdk";

/** Does something with a connection, and closes it whatever happens. */
export async function withClient<T>(
  opening: Promise<Client>,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await opening;
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
