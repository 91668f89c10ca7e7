"""A crawl as one would write it with slixmpp: so many workers, each asking info and items of whom the lists name.

slixmpp_crawl.py PORT CA ENTITIES WINDOW SERVER   prints: answers, seconds, seconds of the processor, bytes of memory grown, and what
the server's process did: seconds of the processor, system calls that read or write
"""
import asyncio
import os
import sys
import time

import slixmpp
import uvloop


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def work(pid):
    with open(f"/proc/{pid}/stat") as stat, open(f"/proc/{pid}/io") as io:
        words = stat.read().rpartition(") ")[2].split()
        calls = sum(int(line.split()[1]) for line in io if line.startswith("sysc"))
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK"), calls


class Crawler(slixmpp.ClientXMPP):
    def __init__(self, ca, root, window, server):
        super().__init__("alice@localhost/slixmpp", "alicepw")
        self.register_plugin("xep_0030")
        self.ca_certs = ca
        self.enable_direct_tls = False
        self.root, self.window, self.prosody = root, window, server
        self.answers = 0
        self.seen = {root}
        self.replies = []
        self.result = asyncio.get_running_loop().create_future()
        self.add_event_handler("session_start", self.crawl)
        for event in ("failed_all_auth", "connection_failed", "disconnected"):
            self.add_event_handler(event, self.fail)

    def fail(self, why):
        if not self.result.done():
            self.result.set_exception(RuntimeError(f"slixmpp: {why}"))

    async def crawl(self, _):
        self.queue = asyncio.Queue()
        self.queue.put_nowait(self.root)
        server, calls = work(self.prosody)
        began, cpu, memory = time.perf_counter(), time.process_time(), resident()
        workers = [asyncio.ensure_future(self.work()) for _ in range(self.window)]
        await self.queue.join()
        took, cpu, memory = time.perf_counter() - began, time.process_time() - cpu, resident() - memory
        server, calls = (after - before for after, before in zip(work(self.prosody), (server, calls)))
        for worker in workers:
            worker.cancel()
        if not self.result.done():
            self.result.set_result((self.answers, took, cpu, max(memory, 0), server, calls))

    async def work(self):
        disco = self.plugin["xep_0030"]
        while True:
            jid, node = await self.queue.get()
            try:
                info = await disco.get_info(jid=jid, node=node, timeout=60)
                items = await disco.get_items(jid=jid, node=node, timeout=60)
                self.answers += 2
                # Kept, as a crawl that is of use to somebody has to.
                self.replies.append((info["disco_info"]["identities"], info["disco_info"]["features"]))
                for found in items["disco_items"]["items"]:
                    key = (str(found[0]), found[1])
                    if key not in self.seen:
                        self.seen.add(key)
                        self.queue.put_nowait(key)
            except Exception as error:
                self.fail(error)
            finally:
                self.queue.task_done()


async def main():
    ca, (port, entities, window, server) = sys.argv[2], (int(sys.argv[index]) for index in (1, 3, 4, 5))
    crawler = Crawler(ca, ("tree.localhost", f"big/{entities}"), window, server)
    crawler.connect("127.0.0.1", port)
    print(*await asyncio.wait_for(crawler.result, 300), flush=True)
    os._exit(0)


uvloop.run(main())
