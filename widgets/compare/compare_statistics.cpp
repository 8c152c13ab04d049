// Comparing runs by user: what is computed beside the window thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/compare_statistics.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "experiment/search_result.h"
#include "experiment/user_metrics.h"
#include "runs/run_text.h"

namespace {

struct CompareText {
    Q_DECLARE_TR_FUNCTIONS(ComparePage)
};

/// Hit@K is Recall@K with one target per user, so it is not tested twice.
constexpr std::array metricNames{"recall@1", "recall@5", "recall@10", "recall@20",
                                 "ndcg@5",   "ndcg@10",  "ndcg@20",   "mrr"};
/// With fewer than this share of the users in common, the comparison is about other people.
constexpr double neededOverlap = 0.95;
/// Candidate lists are compared item by item for this many users.
constexpr int listsLookedAt = 20;

using UserMap = std::map<std::int32_t, wb::UserResult>;

UserMap byUser(const std::vector<wb::UserResult>& users) {
    UserMap map;
    for (const auto& user : users) map.emplace(user.user, user);
    return map;
}

double valueOf(const wb::Metrics& metrics, const char* name) {
    for (const auto& [key, value] : metrics.named())
        if (key == name) return value;
    return 0;
}

/// K of "ndcg@10"; 0 where there is none.
int cutOff(const std::string& name) {
    const auto at = name.find('@');
    return at == std::string::npos ? 0 : std::stoi(name.substr(at + 1));
}

struct Side {
    wb::RunRow run;
    UserMap users;
    QString title() const { return run_text::numberedName(run); }
};

std::optional<Side> readSide(const wb::Store& store, qint64 id, int stage, const std::string& split) {
    const auto run = store.find_run(id);
    if (!run) return std::nullopt;
    Side side{*run, {}};
    side.run.test_hidden = split == "test" && wb::hides_test(store, *run);
    if (!side.run.test_hidden) side.users = byUser(store.user_results(id, stage, split));
    return side;
}

/// Nobody shall choose by the test items.
QString hiddenText(const Side& side) {
    return CompareText::tr("%1 Compare it on the validation split.").arg(run_text::whyTestHidden(side.run));
}

bool sameLists(const wb::Store& store, const Side& a, const Side& b, const std::vector<std::int32_t>& common,
               int stage, const std::string& split) {
    const std::size_t stride = std::max<std::size_t>(1, common.size() / listsLookedAt);
    for (std::size_t i = 0; i < common.size(); i += stride) {
        auto first = store.user_detail(a.run.id, stage, split, common[i]);
        auto second = store.user_detail(b.run.id, stage, split, common[i]);
        if (!first || !second) continue;
        std::sort(first->items.begin(), first->items.end());
        std::sort(second->items.begin(), second->items.end());
        if (first->items != second->items) return false;
    }
    return true;
}

/// Whether the numbers of both mean the same thing; says why not.
bool comparable(const wb::Store& store, const Side& base, const Side& other, const std::vector<std::int32_t>& common,
                ComparisonReport& report) {
    const QLocale locale;
    const auto caution = [&report](const QString& text) { report.cautions << text; };
    if (base.run.dataset_fingerprint != other.run.dataset_fingerprint || base.run.dataset_fingerprint.empty()) {
        caution(CompareText::tr(
                    "Not comparable: %1 was made on other data or another split than %2 (the fingerprints differ).")
                    .arg(other.title(), base.title()));
        return false;
    }
    if (other.users.empty()) {
        caution(CompareText::tr("Not comparable: %1 has no results per user for this stage and split.")
                    .arg(other.title()));
        return false;
    }
    const std::size_t larger = std::max(base.users.size(), other.users.size());
    bool fine = true;
    if (common.size() < larger) {
        const double missing = 1.0 - static_cast<double>(common.size()) / static_cast<double>(larger);
        fine = missing <= 1 - neededOverlap;
        const QString share = locale.toString(missing * 100, 'f', 1);
        caution(fine ? CompareText::tr("%1 % of the users are missing in %2 or %3; the users of both are compared.")
                           .arg(share, base.title(), other.title())
                     : CompareText::tr("Not comparable: %1 % of the users are missing in %2 or %3.")
                           .arg(share, base.title(), other.title()));
    }
    const auto counts = std::find_if(common.begin(), common.end(), [&](std::int32_t user) {
        return base.users.at(user).candidates != other.users.at(user).candidates;
    });
    if (counts != common.end()) {
        caution(CompareText::tr("Not comparable: %1 ranks %2 candidates per user and %3 ranks %4.")
                    .arg(base.title())
                    .arg(base.users.at(*counts).candidates)
                    .arg(other.title())
                    .arg(other.users.at(*counts).candidates));
        return false;
    }
    if (report.stage == 2 && !sameLists(store, base, other, common, report.stage, report.split)) {
        caution(CompareText::tr("Not comparable: %1 and %2 rank different candidates. Lists follow the candidate "
                                "seed, the mode and, in retrieval mode, the retriever.")
                    .arg(base.title(), other.title()));
        return false;
    }
    return fine;
}

void addGains(const Side& base, const Side& other, const std::vector<std::int32_t>& common,
              ComparisonReport& report) {
    const auto rank = [](const wb::UserResult& user) {
        return user.covered ? run_text::rank(user.better, user.equal) : CompareText::tr("lost");
    };
    for (const std::int32_t user : common) {
        const auto &a = base.users.at(user), &b = other.users.at(user);
        UserGain gain;
        gain.user = user;
        gain.run = other.run.id;
        gain.rankBaseline = rank(a);
        gain.rank = rank(b);
        gain.reciprocalBaseline = wb::metrics_of_result(a).mrr;
        gain.reciprocal = wb::metrics_of_result(b).mrr;
        report.gains.push_back(gain);
    }
}

void judge(std::vector<MetricComparison>& rows) {
    std::vector<double> p;
    std::vector<std::size_t> judged;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].verdict != Verdict::noEvidence) continue;
        p.push_back(rows[i].paired.p_permutation);
        judged.push_back(i);
    }
    const auto adjusted = wb::holm(p);
    for (std::size_t i = 0; i < judged.size(); ++i) {
        MetricComparison& row = rows[judged[i]];
        row.adjusted = adjusted[i];
        if (row.adjusted < 0.05) row.verdict = row.paired.difference > 0 ? Verdict::better : Verdict::worse;
    }
}

}  // namespace

QString verdictWord(Verdict verdict) {
    switch (verdict) {
        case Verdict::better:
            return CompareText::tr("better");
        case Verdict::worse:
            return CompareText::tr("worse");
        case Verdict::noEvidence:
            return CompareText::tr("no evidence");
        case Verdict::notInformative:
            return CompareText::tr("not informative");
        case Verdict::notComparable:
            return CompareText::tr("not comparable");
        case Verdict::notTrained:
            return CompareText::tr("not trained");
    }
    return {};
}

ComparisonReport compareRuns(const std::filesystem::path& storeFile, qint64 baseline, const QList<qint64>& runs,
                             int stage, const std::string& split,
                             const std::shared_ptr<std::atomic<bool>>& cancelled) {
    const wb::Store store(storeFile);
    ComparisonReport report;
    report.baseline = baseline;
    report.stage = stage;
    report.split = split;
    const auto base = readSide(store, baseline, stage, split);
    if (!base) return report;
    report.users = static_cast<std::int64_t>(base->users.size());
    if (base->run.test_hidden) {
        report.cautions << hiddenText(*base);
        return report;
    }
    if (base->users.empty()) {
        report.cautions << CompareText::tr("The baseline %1 has no results per user for this stage and split.")
                               .arg(base->title());
        return report;
    }
    if (base->run.untrained)
        report.cautions
            << CompareText::tr("%1 is marked as not trained; it is left out of significance.").arg(base->title());
    QStringList withLost;  // only runs with such users are named
    for (const qint64 id : runs) {
        if (cancelled && *cancelled) return report;
        const auto other = readSide(store, id, stage, split);
        if (!other) continue;
        if (other->run.test_hidden) {
            report.cautions << hiddenText(*other);
            continue;
        }
        if (other->run.untrained)
            report.cautions << CompareText::tr("%1 is marked as not trained; it is left out of significance.")
                                   .arg(other->title());
        std::vector<std::int32_t> common;
        for (const auto& [user, result] : base->users)
            if (other->users.contains(user)) common.push_back(user);
        const bool fits = comparable(store, *base, *other, common, report);
        if (common.empty()) continue;
        std::vector<wb::Metrics> a, b;
        std::int32_t longest = 0;
        bool lostHere = false, lostThere = false;
        for (const std::int32_t user : common) {
            a.push_back(wb::metrics_of_result(base->users.at(user)));
            b.push_back(wb::metrics_of_result(other->users.at(user)));
            longest = std::max(longest, base->users.at(user).candidates);
            lostHere = lostHere || !base->users.at(user).covered;
            lostThere = lostThere || !other->users.at(user).covered;
        }
        const bool lost = lostHere || lostThere;
        if (lostHere && !withLost.contains(base->title())) withLost.prepend(base->title());
        if (lostThere) withLost << other->title();
        for (const char* name : metricNames) {
            if (cancelled && *cancelled) return report;
            MetricComparison row;
            row.metric = QString::fromLatin1(name);
            row.run = id;
            std::vector<double> before, after;
            for (std::size_t i = 0; i < common.size(); ++i) {
                before.push_back(valueOf(a[i], name));
                after.push_back(valueOf(b[i], name));
            }
            row.paired = wb::compare_paired(before, after);
            const int k = cutOff(name);
            if (!fits)
                row.verdict = Verdict::notComparable;
            else if (base->run.untrained || other->run.untrained)
                row.verdict = Verdict::notTrained;
            else if (row.metric.startsWith(QStringLiteral("recall")) && k >= longest && !lost)
                row.verdict = Verdict::notInformative;
            report.metrics.push_back(row);
        }
        // The users of other data are other people, whatever their numbers.
        if (base->run.dataset_fingerprint == other->run.dataset_fingerprint) addGains(*base, *other, common, report);
    }
    if (!withLost.isEmpty())
        report.cautions << CompareText::tr(
                               "Users whose true item retrieval did not deliver count with a place behind the list "
                               "in the means of: %1.")
                               .arg(withLost.join(QStringLiteral("; ")));
    judge(report.metrics);
    return report;
}
