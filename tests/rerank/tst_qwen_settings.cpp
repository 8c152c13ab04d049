// What settings become: samples, adapters, texts, the length of lists. SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "experiment/model_memory.h"
#include "rerank/item_words.h"
#include "rerank/made_reranker.h"
#include "rerank/qwen_settings.h"
#include "tensors/runtime.h"

using namespace wb;
using made::settings;

class TestQwenSettings : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void samples() {
        QVERIFY(!sample_rules(settings()).exclude_prefix_only);
        QVERIFY(sample_rules(settings()).policy == SamplePolicy::all_prefixes);
        const auto rules = sample_rules(settings({{"negatives", std::string("outside_prefix")},
                                                  {"sample_policy", std::string("last_only")},
                                                  {"max_samples_per_user", std::int64_t{3}},
                                                  {"max_train_samples", std::int64_t{70}},
                                                  {"hard_negative_ratio", 0.25}}));
        QVERIFY(rules.exclude_prefix_only && rules.policy == SamplePolicy::last_only);
        QCOMPARE(rules.max_per_user, std::int64_t{3});
        QCOMPARE(rules.max_per_epoch, std::int64_t{70});
        QCOMPARE(rules.hard_ratio, 0.25);
        QVERIFY(sample_rules(settings({{"sample_policy", std::string("one_random_prefix")}})).policy ==
                SamplePolicy::one_random_prefix);
    }

    void adapters_data() {
        QTest::addColumn<QString>("targets");
        QTest::addColumn<QStringList>("matrices");
        QTest::newRow("as LlamaRec") << "query_value" << QStringList{"q_proj", "v_proj"};
        QTest::newRow("attention") << "attention" << QStringList{"k_proj", "o_proj", "q_proj", "v_proj"};
        QTest::newRow("all") << "all" << QStringList{"down_proj", "gate_proj", "k_proj", "o_proj",
                                                     "q_proj",    "up_proj",   "v_proj"};
    }
    void adapters() {
        QFETCH(QString, targets);
        QFETCH(QStringList, matrices);
        const auto lora = lora_settings(settings({{"lora_targets", targets.toStdString()},
                                                  {"lora_rank", std::int64_t{3}},
                                                  {"lora_alpha", 9.0},
                                                  {"lora_dropout", 0.5}}));
        QStringList found;
        for (const auto& name : lora.targets) found << QString::fromStdString(name);
        found.sort();
        QCOMPARE(found, matrices);
        QCOMPARE(lora.rank, std::int64_t{3});
        QCOMPARE(lora.alpha, 9.0);
        QCOMPARE(lora.dropout, 0.5);
        const LoraAdapter adapter(lora, made::SmallModels().model.config, Rng(1, "adapter"));
        for (const char* name : {"q_proj", "k_proj", "gate_proj"})
            QCOMPARE(adapter.find(1, name) != nullptr, matrices.contains(QLatin1String(name)));
    }

    void lengths() {
        QCOMPARE(most_candidates(settings({{"max_candidates", std::int64_t{0}}})), std::size_t{52});
        QCOMPARE(most_candidates(settings()), std::size_t{5});
        QCOMPARE(window_candidates(settings()), std::size_t{5});  // no longer than a prompt may be
        QCOMPARE(window_candidates(settings({{"max_candidates", std::int64_t{50}}})), std::size_t{20});
        QwenConfig config;
        config.max_positions = 500;
        QCOMPARE(prompt_limits(settings(), config).tokens, std::size_t{498});
    }

    void memoryOfAGraphicsProcessor() {
        const auto& c = made::SmallModels().model.config;
        const auto of = [&](const char* base, bool checkpointing, RerankerUse use) {
            return static_cast<std::int64_t>(graphics_memory_need(
                settings({{"base_precision", std::string(base)}, {"gradient_checkpointing", checkpointing}}), c,
                use));
        };
        QCOMPARE(of("float32", false, RerankerUse::scoring) - of("auto", false, RerankerUse::scoring),
                 2 * c.parameters());
        QVERIFY(of("auto", false, RerankerUse::training) > of("auto", true, RerankerUse::training));
        QVERIFY(of("auto", true, RerankerUse::training) > of("auto", true, RerankerUse::scoring));
        if (!has_graphics_processor()) QCOMPARE(free_graphics_memory(), std::uint64_t{0});
        const auto model = made::SmallModels().model;
        QVERIFY(memory_shortage("Training on", model, 3'000'000'000, 2'000'000'000).find("2.0 GB are free") !=
                std::string::npos);
        QVERIFY(memory_shortage("Training on", model, 3'000'000'000, 0).empty());
    }

    void adaptersAreCounted() {
        const auto& c = made::SmallModels().model.config;
        for (const char* targets : {"attention", "query_value", "all"}) {
            const auto s = settings({{"lora_targets", std::string(targets)}, {"lora_rank", std::int64_t{7}}});
            const LoraAdapter adapter(lora_settings(s), c, Rng(1, "lora"));
            QCOMPARE(adapter_parameters(c, s), parameter_count(adapter.parameters()));
            QCOMPARE(memory_need(c, s, 10, "float32") -
                         memory_need(c, 10, activations_kept(s, "float32"), "float32", false),
                     static_cast<std::uint64_t>(20 * adapter_parameters(c, s)));
        }
        QCOMPARE(adapter_parameters(c, settings({{"train", std::string("full")}})), std::int64_t{0});
    }

    void texts() {
        auto data = made::dataset();
        data.items[2].summary = "liked by some";
        const auto words = [&](const char* kind) {
            const auto all = words_of_items(data, kind);
            return std::pair(all.words.at(2).more, all.without_more);
        };
        QCOMPARE(words("text_only").first, std::string());
        QCOMPARE(words("caption").first, std::string("seen 2"));
        QCOMPARE(words("caption").second, std::int64_t{made::item_count / 2});
        QCOMPARE(words("semantic_summary").first, std::string("liked by some"));
        QCOMPARE(words("semantic_summary").second, std::int64_t{made::item_count - 1});
    }
};

QTEST_APPLESS_MAIN(TestQwenSettings)
#include "tst_qwen_settings.moc"
