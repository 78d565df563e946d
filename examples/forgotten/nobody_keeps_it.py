"""A task waits for a shop's answer, nobody keeps it, and it vanishes."""

import asyncio
import gc


async def confirm(reader, writer):
    """Be the shop: take an order and confirm it."""
    await reader.readline()
    gc.collect()  # Python does this by itself, now and then
    writer.write(b"confirmed\n")
    writer.close()


async def order(address, confirmed):
    """Order something and wait for the confirmation."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"one bicycle\n")
    confirmed.append(await reader.readline())
    writer.close()


async def main():
    """Order, and forget the task; look later what was confirmed."""
    shop, confirmed = await asyncio.start_server(confirm, "127.0.0.1"), []
    async with shop:
        address = shop.sockets[0].getsockname()
        asyncio.create_task(order(address, confirmed))
        await asyncio.sleep(0.1)
    print("orders confirmed:", len(confirmed))


if __name__ == "__main__":
    asyncio.run(main())
