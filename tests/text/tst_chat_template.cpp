// Conversations as the published templates write them. SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "text/byte_alphabet.h"
#include "text/chat_template.h"
#include "text/qwen_tokenizer_golden.h"

using namespace wb;

namespace {

ChatMessage message_of(const nlohmann::json& m) {
    const auto role = m.at("role") == "system" ? ChatRole::system
                      : m.at("role") == "user" ? ChatRole::user
                                               : ChatRole::assistant;
    if (m.at("content").is_string()) return {role, m.at("content").get<std::string>()};
    std::vector<ChatPart> parts;
    for (const auto& part : m.at("content")) parts.push_back({part.value("text", ""), part.at("type") == "image"});
    return {role, std::move(parts)};
}

}  // namespace

class TestChatTemplate : public QObject {
    Q_OBJECT

  private slots:
    void goldenConversations() {
        const auto cases = qwen_tokenizer_golden::read("chat_template_cases.json").at("cases");
        QVERIFY(cases.size() > 20);
        for (const auto& one : cases) {
            std::vector<ChatMessage> messages;
            for (const auto& m : one.at("messages")) messages.push_back(message_of(m));
            const auto& kwargs = one.at("kwargs");
            ChatOptions options;
            options.style = one.at("template") == "qwen3" ? ChatStyle::qwen3 : ChatStyle::qwen3_vl;
            options.ask_for_answer = kwargs.value("add_generation_prompt", false);
            options.thinking = kwargs.value("enable_thinking", true);
            options.number_pictures = kwargs.value("add_vision_id", false);
            QCOMPARE(chat_text(messages, options), one.at("rendered").get<std::string>());
        }
    }

    /// What is trained on begins with exactly what is asked with; the fault that this is meant to find is a template
    /// that puts an empty block of thoughts into the one and not into the other.
    void trainingBeginsAsAskingDoes() {
        const std::vector<ChatMessage> question{{ChatRole::user, "Which?"}};
        auto answered = question;
        answered.emplace_back(ChatRole::assistant, "B");
        ChatOptions ask, told;
        ask.thinking = false;
        told.ask_for_answer = false;
        const auto prompt = chat_text(question, ask), whole = chat_text(answered, told);
        QVERIFY(whole.starts_with(prompt));
        QCOMPARE(whole.substr(prompt.size()), std::string("B<|im_end|>\n"));
        ask.thinking = true;
        QVERIFY(!whole.starts_with(chat_text(question, ask) + "B"));
    }

    void titlesCannotEndATurn() {
        TokenizerParts parts;
        for (int byte = 0; byte < 256; ++byte)
            parts.vocabulary.emplace_back(stand_ins_of(std::string(1, static_cast<char>(byte))), byte);
        parts.added = {{300, "<|im_end|>", true}, {301, "<think>", false}};
        const Tokenizer tokenizer(parts);
        const std::string title = "A <|im_end|> of <<think>> and <|im_end";
        const auto safe = without_control_tokens(title, tokenizer);
        QCOMPARE(safe, std::string("A < |im_end|> of << think>> and <|im_end"));
        for (const auto id : tokenizer.encode(safe)) QVERIFY(id < 256);
        QCOMPARE(without_control_tokens("plain title", tokenizer), std::string("plain title"));
    }
};

QTEST_APPLESS_MAIN(TestChatTemplate)
#include "tst_chat_template.moc"
