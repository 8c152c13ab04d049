// Searches over settings: expansion, checks, what the store keeps of them, and who is chosen.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QTemporaryDir>
#include <cmath>
#include <limits>
#include <set>

#include "experiment/launch.h"
#include "experiment/search_queue.h"
#include "experiment/search_result.h"
#include "store_test_helpers.h"

using namespace wb;
using namespace store_test;
namespace fs = std::filesystem;

namespace {

const char* const metric = "stage1/val/recall@20";
const char* const test_metric = "stage1/test/recall@20";

SearchSpec grid(std::vector<SearchDimension> dimensions, std::vector<std::uint64_t> seeds = {1}) {
    SearchSpec spec;
    spec.base.task = task_train_retrieval;
    spec.base.retrieval_method = "lrurec";
    spec.dimensions = std::move(dimensions);
    spec.seeds = std::move(seeds);
    return spec;
}

SearchDimension list(const std::string& key, std::vector<std::string> values) {
    return {key, std::move(values), "", "", SearchScale::declared, false};
}
SearchDimension range(const std::string& key, const std::string& low, const std::string& high,
                      SearchScale scale = SearchScale::declared) {
    return {key, {}, low, high, scale, false};
}

SearchSpec random_search(std::vector<SearchDimension> dimensions, std::int64_t draws, std::uint64_t seed = 1) {
    SearchSpec spec = grid(std::move(dimensions));
    spec.kind = SearchKind::random;
    spec.draws = draws;
    spec.search_seed = seed;
    return spec;
}

SearchPlan plan(const SearchSpec& spec) {
    return plan_search(builtin_methods(), spec);
}

QString said(const std::vector<Problem>& problems) {
    QString text;
    for (const Problem& one : problems)
        text += QString::fromStdString(one.key + ": " + one.what + " " + one.fix + "\n");
    return text;
}

/// A run that is over: its status, and what it measured.
struct End {
    double validation, test = 0;
    RunStatus status = RunStatus::finished;
    bool untrained = false;
};

}  // namespace

class TestSearch : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_dir;
    Workspace m_workspace;
    std::unique_ptr<Store> m_store;

    SearchId create(const SearchSpec& spec, const std::string& name = "s") {
        SearchPlan made = plan(spec);
        if (!made.problems.empty()) throw_problems(made.problems);
        const SearchId id = create_search(*m_store, m_workspace, made, name);
        while (queue_search_runs(*m_store, m_workspace, id)) {
        }
        return id;
    }
    void end(RunId run, const End& as) {
        if (!m_store->claim(run, Owner::self())) throw std::logic_error("not claimed");
        m_store->set_result(run, "{}", {{metric, as.validation}, {test_metric, as.test}}, as.untrained);
        m_store->finish(run, as.status);
    }
    SearchResult judge(SearchId id) const {
        const StoredSearch search = existing_search(*m_store, id);
        const SearchSpec spec = search_from_json(search.spec_json);
        return judge_search(m_store->search_runs(id, spec.select), combinations_of(spec).size(), spec.seeds.size(),
                            search.planned_runs);
    }
    /// The same with the ends of all runs, in their order.
    SearchResult judge(SearchId id, const std::vector<End>& ends) {
        const auto runs = m_store->search_runs(id, metric);
        for (std::size_t i = 0; i < ends.size(); ++i) end(runs.at(i).run, ends[i]);
        return judge(id);
    }
    std::vector<RunRow> shown() const {
        std::vector<RunRow> rows = m_store->list_runs();
        keep_test_of_chosen(*m_store, rows);
        return rows;
    }

  private slots:
    void init() {
        m_store.reset();
        m_dir = std::make_unique<QTemporaryDir>();
        m_workspace = Workspace::open(m_dir->path().toStdString());
        m_store = std::make_unique<Store>(m_workspace.store_file());
    }

    void a_grid_has_all_combinations_in_order() {
        const SearchPlan made =
            plan(grid({list("retrieval.lr", {"1e-3", "0.001", "1e-4"}), list("retrieval.dim", {"16", "32"})}));
        QVERIFY2(made.problems.empty(), qPrintable(said(made.problems)));
        QCOMPARE(made.combinations,
                 (std::vector<Combination>{{"0.001", "16"}, {"0.001", "32"}, {"1e-04", "16"}, {"1e-04", "32"}}));
        QCOMPARE(made.configs.size(), std::size_t{4});
        QCOMPARE(get_int(made.configs[1].retrieval->settings, "dim"), std::int64_t{32});
        QCOMPARE(made.configs[1].seed(), std::uint64_t{1});
        QCOMPARE(made.spec.select, std::string(metric));
        // All else is written down, so that later defaults change nothing.
        QCOMPARE(made.spec.base.values.at("retrieval.batch_size"), std::string("16"));
        QVERIFY(!made.spec.base.values.contains("retrieval.lr") && !made.spec.base.values.contains("job.seed"));
        QCOMPARE(combination_text(made.spec, made.combinations[0]),
                 std::string("retrieval.lr=0.001, retrieval.dim=16"));
    }

    void what_is_searched_overrules_its_flag() {
        SearchSpec spec = grid({list("retrieval.max-len", {"10", "20"})}, {});
        spec.base.values = {{"retrieval.max_len", "30"}, {"job.seed", "7"}};
        const SearchPlan made = plan(spec);
        QVERIFY2(made.problems.empty(), qPrintable(said(made.problems)));
        QCOMPARE(get_int(made.configs[0].retrieval->settings, "max_len"), std::int64_t{10});
        QCOMPARE(made.spec.seeds, std::vector<std::uint64_t>{7});
    }

    void draws_are_in_range_and_repeat_by_their_seed() {
        const std::vector<SearchDimension> dimensions{
            range("retrieval.lr", "1e-5", "1e-1"), range("retrieval.dropout", "0.1", "0.3"),
            range("retrieval.blocks", "1", "4"), range("retrieval.dim", "4", "1024", SearchScale::logarithmic),
            list("retrieval.batch_size", {"16", "32"})};
        const SearchPlan made = plan(random_search(dimensions, 400));
        QVERIFY2(made.problems.empty(), qPrintable(said(made.problems)));
        QCOMPARE(made.combinations.size(), std::size_t{400});
        std::set<std::string> blocks, batches;
        int low_rates = 0, small_widths = 0;
        for (const Combination& one : made.combinations) {
            const double rate = std::stod(one[0]), dropout = std::stod(one[1]);
            const int dim = std::stoi(one[3]);
            QVERIFY2(rate >= 1e-5 && rate <= 1e-1, one[0].c_str());
            QVERIFY2(dropout >= 0.1 && dropout <= 0.3, one[1].c_str());
            QVERIFY2(dim >= 4 && dim <= 1024, one[3].c_str());
            QVERIFY2(one[0].size() <= 11, one[0].c_str());
            low_rates += rate < 1e-3 ? 1 : 0;
            small_widths += dim < 64 ? 1 : 0;
            blocks.insert(one[2]);
            batches.insert(one[4]);
        }
        // The declaration says that learning rates are drawn on a logarithmic scale: half lie below the middle.
        QVERIFY2(low_rates > 160 && low_rates < 240, qPrintable(QString::number(low_rates)));
        QVERIFY2(small_widths > 160 && small_widths < 240, qPrintable(QString::number(small_widths)));
        QCOMPARE(blocks, (std::set<std::string>{"1", "2", "3", "4"}));
        QCOMPARE(batches.size(), std::size_t{2});

        QCOMPARE(plan(random_search(dimensions, 400)).combinations, made.combinations);
        QCOMPARE(combinations_of(search_from_json(search_to_json(made.spec))), made.combinations);
        QVERIFY(plan(random_search(dimensions, 400, 2)).combinations != made.combinations);
        // More draws go on where fewer ended.
        const auto few = plan(random_search(dimensions, 10)).combinations;
        QVERIFY(std::equal(few.begin(), few.end(), made.combinations.begin()));
    }

    void stored_searches_keep_their_draws() {
        // These numbers are in stores: another way of drawing needs another version of the stored form.
        const auto drawn =
            plan(random_search({range("retrieval.lr", "1e-4", "1e-2"), range("retrieval.blocks", "1", "8"),
                                list("retrieval.dim", {"8", "16"})},
                               3))
                .combinations;
        QStringList text;
        for (const Combination& one : drawn) text << QString::fromStdString(one[0] + " " + one[1] + " " + one[2]);
        QCOMPARE(text.join(QStringLiteral("; ")), QStringLiteral("0.00304002 5 8; 0.00940503 6 8; 0.000302704 8 8"));
    }

    void lists_that_are_used_up_give_fewer_draws() {
        const auto drawn = plan(random_search({list("retrieval.blocks", {"1", "2", "3"})}, 20)).combinations;
        QCOMPARE((std::set<Combination>(drawn.begin(), drawn.end())), (std::set<Combination>{{"1"}, {"2"}, {"3"}}));
        QCOMPARE(plan(random_search({range("retrieval.blocks", "2", "4")}, 20)).combinations.size(), std::size_t{3});
    }

    void all_problems_are_reported_at_once() {
        SearchSpec spec =
            grid({list("retrieval.lr", {"fast", "0.1", "-1"}), list("retrieval.nosuch", {"1"}),
                  list("retrieval.exclude", {"full", "none"}), list("data.min_uc", {"5"}), list("rerank.lr", {"0.1"}),
                  range("retrieval.dim", "8", "16"), list("retrieval.lr", {"0.2"})});
        spec.base.values = {{"retrieval.epochs", "-3"}};
        spec.select = test_metric;
        const QString text = said(plan(spec).problems);
        for (const char* part : {"not \"fast\"", "not \"-1\"", "retrieval.nosuch: LRURec has no setting",
                                 "changes how results", "data.min_uc: ", "does not train the rerank method",
                                 "A grid has no ranges", "searched twice", "retrieval.epochs: ", "search.select: "})
            QVERIFY2(text.contains(QLatin1String(part)),
                     qPrintable(QLatin1String(part) + QLatin1String("\n") + text));
    }

    void wrong_searches_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("words");
        QTest::newRow("nothing") << "search.grid"
                                 << "Nothing is searched";
        QTest::newRow("flag instead of a key") << "lr"
                                               << "\"retrieval.lr\"";
        QTest::newRow("seeds as a dimension") << "job.seed"
                                              << "--seeds";
        QTest::newRow("range of words") << "retrieval.validation_exclude"
                                        << "measured";
        QTest::newRow("range backwards") << "retrieval.dropout"
                                         << "begins above";
        QTest::newRow("logarithm of 0") << "retrieval.weight_decay"
                                        << "above 0";
        QTest::newRow("end outside") << "retrieval.dim"
                                     << "from 4 to 1024";
        QTest::newRow("no draws") << "search.random"
                                  << "at least one";
        QTest::newRow("too many") << "search.grid"
                                  << "10,000";
        QTest::newRow("too many with seeds") << "search.grid"
                                             << "10,000";
        QTest::newRow("task") << "search.task"
                              << "train-pipeline";
        QTest::newRow("no metric") << "search.select"
                                   << "no metric";
        QTest::newRow("other stage") << "search.select"
                                     << "does not train stage 2";
        QTest::newRow("across settings") << "rerank.dim"
                                         << "In 1 combination";
        QTest::newRow("other users") << "search.select"
                                     << "stage1/val/recall@20";
    }
    void wrong_searches() {
        QFETCH(QString, key);
        QFETCH(QString, words);
        SearchSpec spec = grid({list("retrieval.lr", {"0.1"})});
        const QString row = QString::fromLatin1(QTest::currentDataTag());
        const auto drawn = [&](const SearchDimension& one) { spec = random_search({one}, 3); };
        if (row == "nothing") spec.dimensions.clear();
        if (row == "flag instead of a key") spec.dimensions = {list("lr", {"0.1"})};
        if (row == "seeds as a dimension") spec.dimensions = {list("job.seed", {"1", "2"})};
        if (row == "range of words") drawn(range("retrieval.validation_exclude", "none", "same"));
        if (row == "range backwards") drawn(range("retrieval.dropout", "0.5", "0.1"));
        if (row == "logarithm of 0") drawn(range("retrieval.weight_decay", "0", "0.1", SearchScale::logarithmic));
        if (row == "end outside") drawn(range("retrieval.dim", "8", "5000"));
        if (row == "no draws") spec = random_search({list("retrieval.lr", {"0.1"})}, 0);
        if (row.startsWith("too many")) {
            std::vector<std::string> many;
            for (int i = 1; i <= 101; ++i) many.push_back(std::to_string(i + 3));
            if (row == "too many with seeds") many.resize(60);
            spec = grid({list("retrieval.dim", many), list("retrieval.max_len", many)},
                        row == "too many" ? std::vector<std::uint64_t>{1} : std::vector<std::uint64_t>{1, 2, 3});
        }
        if (row == "task") spec.base.task = task_evaluate;
        if (row == "no metric") spec.select = "stage1/val/recall@7";
        if (row == "other stage") spec.select = "stage2/val/ndcg@10";
        if (row == "across settings") {
            spec = grid({list("rerank.dim", {"30", "32"}), list("rerank.heads", {"2", "4"})});
            spec.base.task = task_train_rerank;
            spec.base.retrieval_method.clear();
            spec.base.rerank_method = "bert4rec";
        }
        if (row == "other users") {
            spec.base.task = task_train_pipeline;
            spec.base.rerank_method = "bert4rec";
            spec.base.values = {{"candidates.mode", "retrieval"}};
        }
        const SearchPlan made = plan(spec);
        const QString text = said(made.problems);
        QVERIFY2(text.contains(key + ": ") && text.contains(words, Qt::CaseInsensitive), qPrintable(text));
        for (const Problem& one : made.problems) QVERIFY(!one.fix.empty());
        if (row != "task") QCOMPARE(made.problems.size(), std::size_t{1});
    }

    void the_stored_form_reads_back() {
        SearchSpec spec = random_search({range("retrieval.lr", "1e-5", "1e-2"), range("retrieval.dim", "8", "64"),
                                         list("retrieval.exclude", {"full"})},
                                        7, 18446744073709551615U);
        spec.dimensions.pop_back();
        spec.tags = {"b", "a"};
        const SearchSpec canonical = plan(spec).spec;
        const SearchSpec back = search_from_json(search_to_json(canonical));
        QCOMPARE(search_to_json(back), search_to_json(canonical));
        QCOMPARE(back.search_seed, std::uint64_t{18446744073709551615U});
        QCOMPARE(back.dimensions, canonical.dimensions);
        QCOMPARE(back.tags, spec.tags);
        // Typed otherwise, the same text.
        spec.dimensions = {range("retrieval.lr", "0.00001", "0.01", SearchScale::logarithmic),
                           range("retrieval.dim", "+8", " 64 ")};
        QCOMPARE(search_to_json(plan(spec).spec), search_to_json(canonical));
    }

    void damaged_forms_are_refused_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("no JSON") << "{"
                                 << "";
        QTest::newRow("no version") << "\"version\":1"
                                    << "\"was\":1";
        QTest::newRow("newer") << "\"version\":1"
                               << "\"version\":2";
        QTest::newRow("no range") << "\"1e-05\""
                                  << "\"low\"";
        QTest::newRow("range backwards") << "\"1e-05\""
                                         << "\"2\"";
        QTest::newRow("logarithm of 0") << "\"1e-05\""
                                        << "\"0\"";
        QTest::newRow("seeds") << "\"seeds\":[1]"
                               << "\"seeds\":[]";
        QTest::newRow("seeds of words") << "\"seeds\":[1]"
                                        << "\"seeds\":[\"x\"]";
        QTest::newRow("kind") << "\"random\""
                              << "\"other\"";
        QTest::newRow("scale") << "\"logarithmic\""
                               << "\"other\"";
        QTest::newRow("draws") << "\"draws\":3"
                               << "\"draws\":99999999999";
    }
    void damaged_forms_are_refused() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        const SearchPlan made = plan(random_search({range("retrieval.lr", "1e-5", "1e-2")}, 3));
        QString text = QString::fromStdString(search_to_json(made.spec));
        QVERIFY(text.contains(from));
        text.replace(from, to);
        const auto error = user_error_of([&] { search_from_json(text.toStdString()); });
        QVERIFY(error.has_value());
        QVERIFY(!error->fix().empty());
    }

    void runs_of_a_search_are_ordinary_runs() {
        SearchSpec spec = grid({list("retrieval.lr", {"0.1", "0.01"}), list("retrieval.dim", {"16"})}, {5, 6});
        spec.tags = {"mine"};
        const SearchId id = create(spec, "tuning");
        const auto runs = m_store->search_runs(id, metric);
        QCOMPARE(runs.size(), std::size_t{4});
        QCOMPARE(runs[3].combination, 1);
        QCOMPARE(runs[3].seed, std::uint64_t{6});
        const RunRow row = m_store->find_run(runs[3].run).value();
        QCOMPARE(row.status, RunStatus::queued);
        QCOMPARE(row.seed, std::uint64_t{6});
        QCOMPARE(row.search, id);
        QCOMPARE(row.tags, spec.tags);
        QCOMPARE(row.name, std::string("lr 0.01, dim 16 (tuning)"));
        const ExperimentConfig config = config_from_json(builtin_methods(), m_store->config_json(row.id));
        QCOMPARE(get_real(config.retrieval->settings, "lr"), 0.01);
        // Both seeds of a combination are the same experiment.
        QCOMPARE(m_store->find_run(runs[2].run)->config_hash, row.config_hash);
        QVERIFY(m_store->find_run(runs[1].run)->config_hash != row.config_hash);
        QCOMPARE(m_store->list_searches().size(), std::size_t{1});
        QCOMPARE(m_store->find_search(id)->planned_runs, std::int64_t{4});
        QVERIFY(!m_store->find_search(id + 1));
    }

    void validation_chooses_where_test_would_choose_another() {
        const SearchId id = create(grid({list("retrieval.lr", {"0.1", "0.2", "0.3"})}));
        const SearchResult result = judge(id, {{0.30, 0.90}, {0.40, 0.10}, {0.35, 0.50}});
        QVERIFY(result.complete);
        QCOMPARE(result.chosen(), std::optional<int>(1));
        // And only the chosen one shows what it reaches on test.
        for (const RunRow& row : shown()) {
            const bool chosen = row.id == m_store->search_runs(id, metric)[1].run;
            QCOMPARE(row.metrics.contains(test_metric), chosen);
            QCOMPARE(row.test_hidden, !chosen);
            QVERIFY(row.metrics.contains(metric));
        }
    }

    void the_mean_over_seeds_decides() {
        const SearchId id = create(grid({list("retrieval.lr", {"0.1", "0.2"})}, {1, 2, 3}));
        const SearchResult result = judge(id, {{0.9}, {0.1}, {0.1}, {0.4}, {0.5}, {0.6}});
        QCOMPARE(result.chosen(), std::optional<int>(1));
        QVERIFY(std::abs(result.combinations[1].measured->mean - 0.5) < 1e-12);
        QVERIFY(std::abs(*result.combinations[1].measured->deviation - 0.1) < 1e-12);
        int open = 0;
        for (const RunRow& row : shown()) open += row.metrics.contains(test_metric) ? 1 : 0;
        QCOMPARE(open, 3);  // every seed of the chosen combination
    }

    void of_equals_the_first_is_chosen() {
        const SearchId id = create(grid({list("retrieval.lr", {"0.1", "0.2", "0.3"})}));
        QCOMPARE(judge(id, {{0.2}, {0.4}, {0.4}}).chosen(), std::optional<int>(1));
    }

    void some_runs_are_never_chosen_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<double>("value");
        QTest::addColumn<bool>("untrained");
        const double nan = std::numeric_limits<double>::quiet_NaN(),
                     infinity = std::numeric_limits<double>::infinity();
        QTest::newRow("diverged") << static_cast<int>(RunStatus::diverged) << 0.9 << false;
        QTest::newRow("failed") << static_cast<int>(RunStatus::failed) << 0.9 << false;
        QTest::newRow("not a number") << static_cast<int>(RunStatus::finished) << nan << false;
        QTest::newRow("infinite") << static_cast<int>(RunStatus::finished) << infinity << false;
        QTest::newRow("untrained") << static_cast<int>(RunStatus::finished) << 0.9 << true;
    }
    void some_runs_are_never_chosen() {
        QFETCH(int, status);
        QFETCH(double, value);
        QFETCH(bool, untrained);
        const SearchId id = create(grid({list("retrieval.lr", {"0.1", "0.2"})}, {1, 2}));
        // One bad seed is enough.
        const End bad{value, 0.9, static_cast<RunStatus>(status), untrained};
        const SearchResult result = judge(id, {{0.8}, bad, {0.1}, {0.2}});
        QVERIFY(result.complete);
        QVERIFY(!result.combinations[0].measured);
        QCOMPARE(result.chosen(), std::optional<int>(1));
    }

    void nothing_is_chosen_before_the_last_run_has_ended_data() {
        QTest::addColumn<int>("status");
        for (const RunStatus status :
             {RunStatus::queued, RunStatus::running, RunStatus::stopped, RunStatus::interrupted})
            QTest::newRow(run_status_name(status).c_str()) << static_cast<int>(status);
    }
    void nothing_is_chosen_before_the_last_run_has_ended() {
        QFETCH(int, status);
        const SearchId id = create(grid({list("retrieval.lr", {"0.1", "0.2"})}));
        const auto runs = m_store->search_runs(id, metric);
        end(runs[0].run, {0.5, 0.5});
        if (status != static_cast<int>(RunStatus::queued)) QVERIFY(m_store->claim(runs[1].run, Owner::self()));
        if (is_ended(static_cast<RunStatus>(status))) m_store->finish(runs[1].run, static_cast<RunStatus>(status));
        const SearchResult result = judge(id);
        QVERIFY(!result.complete && !result.chosen());
        QCOMPARE(result.best, std::optional<int>(0));
        for (const RunRow& row : shown()) QVERIFY(row.test_hidden && !row.metrics.contains(test_metric));
    }

    void runs_in_the_trash_are_not_waited_for() {
        const SearchId id = create(grid({list("retrieval.lr", {"0.1", "0.2"})}));
        const auto runs = m_store->search_runs(id, metric);
        end(runs[0].run, {0.5});
        m_store->set_deleted(runs[1].run, true);
        QCOMPARE(judge(id).chosen(), std::optional<int>(0));
        // The choice does not move on when the chosen run is put there.
        m_store->set_deleted(runs[0].run, true);
        QCOMPARE(judge(id).chosen(), std::optional<int>(0));
    }

    void other_runs_show_everything() {
        const RunId alone = m_store->create_run(simple_run());
        end(alone, {0.1, 0.2});
        create(grid({list("retrieval.lr", {"0.1"})}));
        const auto rows = shown();
        QCOMPARE(rows.back().id, alone);
        QVERIFY(!rows.back().test_hidden && rows.back().metrics.contains(test_metric));
        QCOMPARE(rows.back().search, SearchId{0});
    }

    void a_spec_that_cannot_be_read_hides_its_runs() {
        const SearchId id = create(grid({list("retrieval.lr", {"0.1"})}));
        QCOMPARE(judge(id, {{0.5, 0.5}}).chosen(), std::optional<int>(0));
        QVERIFY(!shown().front().test_hidden);
        raw_exec(m_workspace.store_file(), "UPDATE search SET spec_json = '{}'");
        QVERIFY(shown().front().test_hidden);
    }

    void lists_and_features_are_those_of_the_start() {
        // BM3's "auto" becomes names, so that features imported meanwhile do not divide the search.
        SearchSpec spec = grid({list("retrieval.reg", {"0.1", "0.2"})});
        spec.base.retrieval_method = "bm3";
        spec.base.values["candidates.candidates_file"] = "lists/negatives.csv";
        SearchPlan made = plan(spec);
        QVERIFY2(made.problems.empty(), qPrintable(said(made.problems)));
        QCOMPARE(made.spec.base.values.at("retrieval.text_features"), std::string("auto"));
        settle_search(made, m_workspace, *m_store);
        QVERIFY(made.spec.base.values.at("retrieval.text_features") != "auto");
        QVERIFY(!made.spec.base.values.contains("retrieval.reg"));
        QCOMPARE(made.spec.base.values.at("candidates.candidates_file"),
                 (fs::current_path() / "lists" / "negatives.csv").string());
    }

    void several_writes_are_one() {
        QVERIFY_EXCEPTION_THROWN(m_store->together([&] {
            m_store->create_search("a", "{}", 1);
            m_store->create_run(simple_run());
            QCOMPARE(m_store->list_runs().size(), std::size_t{1});
            throw std::runtime_error("no");
        }),
                                 std::runtime_error);
        QVERIFY(m_store->list_runs().empty() && m_store->list_searches().empty());
        m_store->create_run(simple_run());  // and the store goes on
        QCOMPARE(m_store->list_runs().size(), std::size_t{1});
    }

    void an_old_store_gets_searches() {
        const fs::path file = m_workspace.root / "old.sqlite";
        raw_exec(file, bytes_of(fs::path(WB_TEST_GOLDENS) / "store" / "schema_1.sql"));
        Store store(file);
        QVERIFY(fs::exists(file.string() + ".bak-1"));
        QVERIFY(store.list_searches().empty());
        const auto rows = store.list_runs(true);
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[1].search, SearchId{0});
        const SearchId id = store.create_search("new", "{}", 1);
        store.add_to_search(id, rows[1].id, 0, 18446744073709551615U);
        QCOMPARE(store.search_runs(id, "stage1/test/recall@10").at(0).value, std::optional<double>(0.25));
        QVERIFY(std::isnan(store.search_runs(id, "stage1/test/mrr").at(0).value.value()));
        QCOMPARE(store.search_runs(id, "nosuch").at(0).seed, std::uint64_t{18446744073709551615U});
        QVERIFY(!store.search_runs(id, "nosuch").at(0).value);
        // A run belongs to one search.
        QVERIFY(user_error_of([&] { store.add_to_search(id, rows[1].id, 1, 1); }).has_value());
    }

    void a_kill_while_runs_are_queued_loses_and_doubles_nothing() {
        std::vector<std::string> many;
        for (int i = 0; i < 600; ++i) many.push_back(std::to_string(i + 4));
        SearchPlan made = plan(grid({list("retrieval.dim", many)}, {1, 2}));
        QVERIFY2(made.problems.empty(), qPrintable(said(made.problems)));
        const SearchId id = create_search(*m_store, m_workspace, made, "killed");
        const auto queued = [&] { return m_store->search_runs(id, metric).size(); };
        const std::size_t first = queued();
        QVERIFY(first > 0 && first < 1200);
        const pid_t child = start_child({"queue", m_workspace.root.string(), std::to_string(id)});
        QVERIFY(eventually([&] { return queued() > first; }));
        kill(child, SIGKILL);
        QCOMPARE(wait_for(child), 128 + SIGKILL);
        const std::size_t before = queued();
        QVERIFY2(before < 1200, "the child was too fast to be killed on the way");
        QCOMPARE(m_store->list_runs().size(), before);  // no run without its search

        // Two programs that go on at once.
        const pid_t other = start_child({"queue", m_workspace.root.string(), std::to_string(id)});
        while (queue_search_runs(*m_store, m_workspace, id)) {
        }
        QCOMPARE(wait_for(other), 0);
        QCOMPARE(queued(), std::size_t{1200});
        QCOMPARE(m_store->list_runs().size(), std::size_t{1200});
        std::set<std::pair<int, std::uint64_t>> places;
        for (const SearchRun& run : m_store->search_runs(id, metric)) places.emplace(run.combination, run.seed);
        QCOMPARE(places.size(), std::size_t{1200});
        QCOMPARE(raw_text(m_workspace.store_file(), "PRAGMA integrity_check"), std::string("ok|\n"));
    }

    void a_search_that_is_not_there() {
        QVERIFY(user_error_of([&] { existing_search(*m_store, 9); }).has_value());
        QVERIFY(user_error_of([&] { queue_search_runs(*m_store, m_workspace, 9); }).has_value());
    }
};

int main(int argc, char** argv) {
    if (argc == 5 && std::string(argv[1]) == "--child") {
        const Workspace workspace{argv[3]};
        Store store(workspace.store_file());
        while (queue_search_runs(store, workspace, std::stoll(argv[4]))) {
        }
        return 0;
    }
    TestSearch test;
    QTEST_SET_MAIN_SOURCE_PATH
    return QTest::qExec(&test, argc, argv);
}

#include "tst_search.moc"
