// config.json of Qwen3 in both spellings, and what is refused. SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "error_text.h"
#include "foundation/files.h"
#include "text/qwen_config.h"

using namespace wb;

namespace {

const fs::path golden = fs::path(WB_TEST_GOLDENS) / "qwen3_tiny";

QwenConfig read(const nlohmann::json& config, const nlohmann::json& generation = {}) {
    QTemporaryDir dir;
    const fs::path folder = dir.path().toStdString();
    std::ofstream(folder / "config.json") << config.dump();
    if (!generation.is_null()) std::ofstream(folder / "generation_config.json") << generation.dump();
    return read_qwen_config(folder);
}

nlohmann::json tiny() {
    return nlohmann::json::parse(read_file(golden / "config.json"));
}

}  // namespace

class TestQwenConfig : public QObject {
    Q_OBJECT

  private slots:
    void bothSpellings() {
        const auto old = read_qwen_config(golden);
        QCOMPARE(old.hidden_size, 64);
        QCOMPARE(old.layers, 3);
        QCOMPARE(old.heads, 4);
        QCOMPARE(old.kv_heads, 2);
        QCOMPARE(old.head_dim, 32);  // not hidden size by heads
        QCOMPARE(old.rope_theta, 1e6);
        QVERIFY(old.tied);
        QCOMPARE(old.dtype, std::string("float32"));
        QCOMPARE(old.end_tokens, (std::vector<std::int32_t>{284, 282}));  // both files
        QCOMPARE(old.parameters(), 168576);
        auto fresh = read(nlohmann::json::parse(read_file(golden / "config_v5_style.json")),
                          nlohmann::json::parse(read_file(golden / "generation_config.json")));
        fresh.dtype = old.dtype;
        QVERIFY(fresh == old);
    }

    void sizeOfThePublishedModel() {
        auto config = tiny();
        config.update({{"hidden_size", 1024},
                       {"num_hidden_layers", 28},
                       {"num_attention_heads", 16},
                       {"num_key_value_heads", 8},
                       {"head_dim", 128},
                       {"intermediate_size", 3072},
                       {"vocab_size", 151936}});
        QCOMPARE(read(config).parameters(), 596049920);  // 0.6 billion
    }

    void refused_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("told");
        QTest::newRow("model") << R"({"model_type": "llama"})"
                               << "\"llama\"";
        QTest::newRow("scaling") << R"({"rope_scaling": {"rope_type": "yarn", "factor": 4}})"
                                 << "\"yarn\"";
        QTest::newRow("scaling, older word") << R"({"rope_scaling": {"type": "linear"}})"
                                             << "\"linear\"";
        QTest::newRow("window") << R"({"use_sliding_window": true})"
                                << "sliding window";
        QTest::newRow("biases") << R"({"attention_bias": true})"
                                << "biases";
        QTest::newRow("activation") << R"({"hidden_act": "gelu"})"
                                    << "\"gelu\"";
        QTest::newRow("heads") << R"({"num_key_value_heads": 3})"
                               << "cannot share";
        QTest::newRow("odd heads") << R"({"head_dim": 31})"
                                   << "not even";
        QTest::newRow("missing") << R"({"vocab_size": null})"
                                 << "\"vocab_size\" must be a whole number";
        QTest::newRow("negative") << R"({"num_hidden_layers": -1})"
                                  << "\"num_hidden_layers\" must be";
        QTest::newRow("fraction") << R"({"hidden_size": 64.5})"
                                  << "\"hidden_size\" must be";
        QTest::newRow("huge") << R"({"hidden_size": 9000000000000})"
                              << "\"hidden_size\" must be";
        QTest::newRow("no base") << R"({"rope_theta": 0})"
                                 << "\"rope_theta\" must be a number above 0";
        QTest::newRow("end token") << R"({"eos_token_id": "x"})"
                                   << "\"eos_token_id\" is no number";
    }
    void refused() {
        QFETCH(QString, change);
        QFETCH(QString, told);
        auto config = tiny();
        config.update(nlohmann::json::parse(change.toStdString()));
        const auto error = error_of([&] { read(config); });
        QVERIFY2(error.find(told.toStdString()) != std::string::npos, error.c_str());
    }
};

QTEST_APPLESS_MAIN(TestQwenConfig)
#include "tst_qwen_config.moc"
