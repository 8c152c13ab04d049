// `rerank search`: start, continue, show, list. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_search.h"

#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>

#include "experiment/search_queue.h"
#include "text_table.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

using Json = nlohmann::ordered_json;

SearchId search_id(const std::string& text) {
    std::string digits = text;
    if (digits.rfind("search ", 0) == 0) digits = digits.substr(7);
    if (digits.rfind('#', 0) == 0) digits = digits.substr(1);
    SearchId id = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (error != std::errc{} || end != digits.data() + digits.size() || id < 1)
        throw UserError("\"" + text + "\" is not the number of a search.", "Searches are named by their number.",
                        "Look it up with \"rerank search list\".");
    return id;
}

std::filesystem::path store_with(const Common& common, SearchId id) {
    if (!has_store(common))
        throw UserError("There is no search " + std::to_string(id) + " in this workspace.",
                        "The workspace holds no runs yet.", "Start one with \"rerank search start\".");
    return Workspace{workspace_root(common)}.store_file();
}

int continue_search(const Common& common, const std::string& text) {
    const SearchId id = search_id(text);
    const std::filesystem::path file = store_with(common, id), worker = worker_program();
    {
        Store store(file);
        store.mark_interrupted();
        read_search(store, id);
    }
    return execute_search(common, open_workspace(common), worker, id);
}

int show_search(const Common& common, const std::string& text, const std::string& limit_text) {
    const SearchId id = search_id(text);
    std::size_t limit = 0;
    const auto [end, error] = std::from_chars(limit_text.data(), limit_text.data() + limit_text.size(), limit);
    if (error != std::errc{} || end != limit_text.data() + limit_text.size())
        throw UserError("--limit: \"" + limit_text + "\" is not a whole number.",
                        "It says how many combinations to show.", "Use 0 for all, or a number such as 50.");
    Store store(store_with(common, id));
    if (!store.read_only()) store.mark_interrupted();
    print_search(common, store, read_search(store, id), limit);
    return exit_done;
}

int list_searches(const Common& common) {
    std::vector<SearchView> views;
    if (has_store(common)) {
        Store store(Workspace{workspace_root(common)}.store_file());
        if (!store.read_only()) store.mark_interrupted();
        for (const StoredSearch& search : store.list_searches()) {
            try {
                views.push_back(read_search(store, search.id));
            } catch (const UserError& error) {
                warn("Search " + std::to_string(search.id) + " is left out. " + error.what());
            }
        }
    }
    if (common.json) {
        Json list = Json::array();
        for (const SearchView& view : views)
            list.push_back({{"search", view.search.id},
                            {"name", view.search.name},
                            {"kind", search_kind_name(view.spec.kind)},
                            {"task", view.spec.base.task},
                            {"select", view.spec.select},
                            {"combinations", view.combinations.size()},
                            {"runs", view.search.planned_runs},
                            {"ended", view.result.over},
                            {"complete", view.result.complete}});
        print_json({{"searches", list}});
        return exit_done;
    }
    if (views.empty()) {
        std::cout << "No searches yet. Start one with \"rerank search start --grid retrieval.lr=0.001,0.0001\".\n";
        return exit_done;
    }
    TextTable table({"Search", "Name", "Kind", "Combinations", "Status", "Best so far", "Age"});
    for (const std::size_t column : {0, 3}) table.right_align(column);
    for (const SearchView& view : views) {
        const auto& best = view.result.best;
        const std::string value =
            best ? fixed(view.result.combinations[static_cast<std::size_t>(*best)].measured->mean) + " (" +
                       combination_text(view.spec, view.combinations[static_cast<std::size_t>(*best)]) + ")"
                 : "-";
        table.add({std::to_string(view.search.id), view.search.name, search_kind_name(view.spec.kind),
                   std::to_string(view.combinations.size()), progress_text(view), value,
                   age_text(view.search.created_at)});
    }
    table.print(std::cout);
    std::cout << "Values are of validation.\n";
    return exit_done;
}

}  // namespace

void add_search(Arguments& root, Common& common) {
    Arguments& search = root.command("search", "Search settings of a method by the validation items");
    add_search_start(search, common);
    const auto id = std::make_shared<std::string>();
    const auto limit = std::make_shared<std::string>("50");
    Arguments& go_on = search.command("continue", "Go on with a search that was queued, stopped or interrupted");
    go_on.positional("SEARCH", *id, "Number of the search");
    add_common_flags(go_on, common);
    go_on.action([&common, id] { return continue_search(common, *id); });
    Arguments& show = search.command("show", "Combinations and their validation; test results of the chosen one");
    show.positional("SEARCH", *id, "Number of the search");
    show.text({"--limit"}, *limit, {"How many combinations to show; 0 for all", "", "INT", "50"});
    add_common_flags(show, common);
    show.action([&common, id, limit] { return show_search(common, *id, *limit); });
    Arguments& list = search.command("list", "Table of searches, newest first");
    add_common_flags(list, common);
    list.action([&common] { return list_searches(common); });
}

}  // namespace wb::cli
