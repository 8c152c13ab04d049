// A worker that behaves as it is told to: well, or it lies, stalls, floods, dies. The test programs play it
// themselves. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <signal.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "experiment/events.h"
#include "experiment/store.h"
#include "experiment/workspace.h"

namespace fake_worker {

inline void say(wb::RunId run, wb::EventBody body) {
    static std::int64_t sequence = 0;
    std::cout << wb::event_to_json({run, 1, ++sequence, std::move(body)}) << "\n" << std::flush;
}

inline volatile sig_atomic_t asked_to_stop = 0;

inline std::string table_of(double value) {
    std::string text = "{";
    for (const char* name : {"recall", "ndcg", "hit"})
        for (const int k : {1, 5, 10, 20})
            text += "\"" + std::string(name) + "@" + std::to_string(k) + "\":" + std::to_string(value) + ",";
    return text + "\"mrr\":" + std::to_string(value) + "}";
}

inline void finish_well(wb::Store& store, wb::RunId run) {
    const std::string chance = table_of(0.125);
    store.set_result(run,
                     R"({"dataset":{"name":"sample","users":10,"items":40},"stage1":{"method":"lrurec","val":)" +
                         table_of(0.5) + R"(,"test":)" + table_of(0.4321) + R"(,"chance":)" + chance +
                         R"(,"popularity":)" + table_of(0.2) + "},\"warnings\":[],\"artifacts\":[]}",
                     {{"stage1/test/recall@10", 0.4321}, {"stage1/test/ndcg@10", 0.4321}}, false);
    store.finish(run, wb::RunStatus::finished);
}

inline int fake_run(const std::string& behaviour, wb::RunId run, const std::string& workspace) {
    wb::Store store(wb::Workspace{workspace}.store_file());
    if (behaviour == "refuses") return 3;
    if (behaviour == "lies") {  // says that all is well, and did nothing
        say(run, wb::EndedEvent{wb::RunStatus::finished, "", "", ""});
        return 0;
    }
    signal(SIGTERM, SIG_IGN);
    if (behaviour == "polite") {
        struct sigaction action {};
        action.sa_handler = [](int) { asked_to_stop = 1; };
        sigaction(SIGTERM, &action, nullptr);
    }
    if (!store.claim(run, wb::Owner::self())) return 3;
    say(run, wb::StartedEvent{"stage 1", getpid()});
    say(run, wb::WarningEvent{"TEST_001", "This sentence is shown once."});
    say(run, wb::WarningEvent{"TEST_001", "This sentence is shown once."});
    say(run + 1, wb::WarningEvent{"TEST_002", "This is the sentence of another run."});
    wb::ProgressEvent progress;
    progress.phase = "stage1";
    progress.text = "epoch 1 of 2";
    progress.done = 5;
    progress.total = 10;
    progress.eta_seconds = 65;
    say(run, progress);
    if (behaviour == "polite") {
        while (!asked_to_stop) usleep(10000);
        store.finish(run, wb::RunStatus::stopped);
        return 130;
    }
    if (behaviour == "stalls") {
        while (true) pause();
    }
    if (behaviour == "dies") {
        std::cerr << "the last words\n" << std::flush;
        raise(SIGKILL);
    }
    if (behaviour == "fails") {
        store.finish(run, wb::RunStatus::failed, "The disk is full.", "Nothing fits on it.", "Free some space.");
        return 1;
    }
    if (behaviour == "floods") {
        const std::string junk(3000000, 'x');
        std::cout << junk << "\n\x01\x02{\"v\":1,\"run\":\n{}\n[]\n";
        progress.done = -7;
        progress.eta_seconds = 1e300;
        for (int i = 0; i < 100000; ++i) std::cout << wb::event_to_json({run, 1, i, progress}) << "\n";
        std::cout << std::flush;
        for (int i = 0; i < 20000; ++i) std::cerr << "library noise\n";
    }
    finish_well(store, run);
    return 0;
}

inline int fake_worker(const std::string& behaviour, int argc, char** argv) {
    const std::string what = argv[1];
    if (what == "info") {
        std::cout << "a library says hello\n{\"libtorch\":\"9.9\",\"warnings\":[\"beware\"]}\n";
        return 0;
    }
    if (what == "serve") {
        for (std::string line; std::getline(std::cin, line);) std::cout << "echo " << line << "\n" << std::flush;
        return 0;
    }
    return argc == 5 ? fake_run(behaviour, std::stoll(argv[2]), argv[4]) : 64;
}

}  // namespace fake_worker
