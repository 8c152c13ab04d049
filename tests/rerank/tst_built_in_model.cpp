// The language model that is built in: it is there, small, and reads lists that it has never seen.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <filesystem>

#include "evaluation/metrics.h"
#include "recipes/qwen3_tiny/made_worlds.h"
#include "rerank/qwen_reranker.h"

using namespace wb;
namespace fs = std::filesystem;

class TestBuiltInModel : public QObject {
    Q_OBJECT
    const LanguageModel model_ = find_language_model(built_in_model, {fs::temp_directory_path()});

    /// A catalogue whose titles are made of words that mean nothing; items 1, 2, ... in the order of `titles`.
    static Dataset dataset_of(const std::vector<std::string>& titles) {
        Dataset data;
        data.items.resize(titles.size() + 1);
        for (std::size_t i = 0; i < titles.size(); ++i) data.items[i + 1].title = titles[i];
        data.train = {{}, {1, 2}};
        data.validation.assign(data.train.size());
        data.test.assign(data.train.size());
        return data;
    }

    /// Mean NDCG@10 over lists of 20 candidates.
    template <class Draw>
    double ndcg_of(const Draw& draw) const {
        Rng rng(77, "lists that no recipe has drawn");
        std::vector<std::string> titles;
        std::vector<RerankQuery> queries;
        std::vector<std::vector<ItemId>> histories;
        for (UserId u = 1; u <= 60; ++u) {
            const recipe::ListCase one = draw(rng);
            const auto numbered = [&](const std::vector<std::string>& texts) {
                std::vector<ItemId> items;
                for (const auto& text : texts) {
                    titles.push_back(text);
                    items.push_back(static_cast<ItemId>(titles.size()));
                }
                return items;
            };
            histories.push_back(numbered(one.history));
            queries.push_back({u, {}, numbered(one.candidates), one.right});
        }
        for (std::size_t i = 0; i < queries.size(); ++i) queries[i].history = histories[i];
        const auto data = dataset_of(titles);
        auto settings = builtin_methods().find(Stage::rerank, "qwen")->defaults();
        settings.at("max_candidates") = std::int64_t{20};
        const QwenReranker reranker(settings, data, 1, model_);
        const auto scores = reranker.score(queries, {});
        std::vector<RankCounts> ranks;
        for (std::size_t i = 0; i < queries.size(); ++i) ranks.push_back(rank_counts(scores[i], queries[i].target));
        return mean_metrics(ranks).ndcg[2];
    }

  private Q_SLOTS:
    void isThereAndSmall() {
        QVERIFY2(model_.usable(), model_.problem.c_str());
        QVERIFY(model_.stand_in);
        std::uintmax_t bytes = 0;
        for (const auto& file : fs::directory_iterator(model_.folder)) bytes += file.file_size();
        QVERIFY(bytes < std::uintmax_t{16} << 20);
        QVERIFY(fs::exists(model_.folder / "README.md"));
    }

    void findsAnItemAgain() {
        std::vector<std::string> common;
        Rng words(78, "common words");
        for (int i = 0; i < 200; ++i) common.push_back(recipe::made_word(words));
        const double ndcg = ndcg_of([&](Rng& rng) {
            return recipe::repeated_item_case({20, 5, 4, true}, common, rng);
        });
        QVERIFY2(ndcg > 0.6, std::to_string(ndcg).c_str());
    }

    void seesWhatIsLiked() {
        const double chance = chance_metrics(20).ndcg[2];
        const double ndcg = ndcg_of([](Rng& rng) { return recipe::MadeWorld(rng).draw(20, 5, rng); });
        QVERIFY2(ndcg > chance + 0.1, std::to_string(ndcg).c_str());
    }
};

QTEST_APPLESS_MAIN(TestBuiltInModel)
#include "tst_built_in_model.moc"
