// How long a ledger takes to be checked: writes one of so many entries (JSON lines, as a bundle carries them), reads it
// as `sanad ledger verify` does, and says what the signatures alone cost on this machine.
//   custody_bench [ENTRIES] [THREADS]
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "tests/custody/ledger_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

double seconds_of_work(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Entries of one examiner upon 20 exhibits, the first two those of every ledger.
std::vector<std::string> made_ledger(std::size_t count) {
    const Unit unit;
    std::vector<std::string> entries;
    std::string prev(64, '0');
    std::vector<std::uint64_t> item_seqs(20, 0);
    const auto add = [&](Event event, const Person& person) {
        event.seq = entries.size();
        event.prev = prev;
        event.id = fmt::format("{:08x}-0000-4000-8000-000000000000", entries.size());
        entries.push_back(entry_of(event, person));
        Sha256 state;
        state.update(bytes_of(entries.back()));
        prev = hex(state.finish());
    };
    add(event_of(unit.root, "registrar", "key.enrol", unit.enrolments()), unit.root);
    add(event_of(unit.root, "investigating_officer", "case.open", case_body()), unit.root);
    while (entries.size() < count) {
        const std::size_t item = entries.size() % item_seqs.size();
        const bool first = item_seqs[item] == 0;
        JsonValue body;
        if (first)
            body.set("kind", "laptop").set("description", "black, 14 inch").set("origin", "found in room 2");
        else
            body.set("mode", "read_only")
                .set("what", "files opened for view")
                .set("count", std::int64_t{12})
                .set("seconds", std::int64_t{340})
                .set("reason", "examination");
        Event event = event_of(first ? unit.officer : unit.examiner, first ? "investigating_officer" : "examiner",
                               first ? "item.register" : "access.session", std::move(body));
        event.item = fmt::format("RV/{}", item + 1);
        event.item_seq = item_seqs[item]++;
        add(std::move(event), first ? unit.officer : unit.examiner);
    }
    return entries;
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    const unsigned threads = argc > 2 ? static_cast<unsigned>(std::strtoul(argv[2], nullptr, 10)) : cores;
    if (count < 3 || threads < 1) {
        std::fprintf(stderr, "custody_bench [ENTRIES, at least 3] [THREADS]\n");
        return 64;
    }
    std::vector<std::string> entries;
    const double writing = seconds_of_work([&] { entries = made_ledger(count); });

    LedgerCheck ledger;
    std::size_t at = 0;
    const double reading = seconds_of_work([&] {
        const auto done = add_all(
            ledger,
            [&]() -> Result<std::optional<std::string>> {
                if (at == entries.size()) return std::nullopt;
                return entries[at++];
            },
            threads);
        if (!done) std::exit(2);
    });
    if (ledger.broken() || ledger.size() != count) {
        std::fprintf(stderr, "the ledger made is not intact:\n%.2000s\n", faults_of(ledger).c_str());
        return 2;
    }

    // Without signatures, one thread: parsing, chain, state, tree.
    LedgerCheck unsigned_ledger{false};
    const double state = seconds_of_work([&] {
        for (const std::string& entry : entries) unsigned_ledger.add(entry);
    });

    // The floor: nothing but the signatures, on as many threads.
    const Entry sample = parse_entry(entries.back()).value();
    const std::string message = pre_authentication(sample.document.payload_type, sample.document.payload);
    const PublicKey key = Unit{}.examiner.signer->public_key();
    const std::size_t each = std::min<std::size_t>(count, 20'000) / threads + 1;
    const double signatures = seconds_of_work([&] {
        std::vector<std::thread> all;
        for (unsigned i = 0; i < threads; ++i)
            all.emplace_back([&] {
                for (std::size_t n = 0; n < each; ++n)
                    if (verify(key, bytes_of(message), bytes_of(sample.document.signatures[0].signature)) !=
                        Checked::good)
                        std::abort();
            });
        for (std::thread& thread : all) thread.join();
    });

    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const double floor = static_cast<double>(count) * signatures / static_cast<double>(each * threads);
    fmt::print(R"({{"entries":{},"threads":{},"bytes_per_entry":{},"write_seconds":{:.2f},"verify_seconds":{:.2f},)"
               R"("entries_per_second":{:.0f},"without_signatures_seconds":{:.2f},"signatures_alone_seconds":{:.2f},)"
               R"("peak_mib":{}}})"
               "\n",
               count, threads, entries.back().size(), writing, reading, static_cast<double>(count) / reading, state,
               floor, used.ru_maxrss / 1024);
    return 0;
}
