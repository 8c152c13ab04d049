// How a dataset is made of what was chosen: name, filters, pictures, candidates. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/import_settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <tuple>

#include "experiment/config.h"
#include "form/filter_values.h"
#include "form/param_form.h"

ImportSettings::ImportSettings(AppContext* context, QWidget* parent) : QWidget(parent), m_context(context) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(6);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("import_name"));
    m_pictures = new QLineEdit(this);
    m_pictures->setObjectName(QStringLiteral("import_images"));
    m_pictures->setPlaceholderText(tr("optional"));
    m_pictures->setToolTip(tr(
        "Pictures named by the raw id of their item, for example 50.jpg. Drop the folder here. Pictures beside the "
        "files, in a folder \u201cimages\u201d or \u201cposters\u201d, are found without it."));
    m_requireTitle = new QCheckBox(tr("Leave out items without a title"), this);
    m_requireTitle->setObjectName(QStringLiteral("import_require_title"));
    m_requireTitle->setToolTip(tr("Before the filters count, as published work on these data sets does."));
    m_candidates = new QSpinBox(this);
    m_candidates->setObjectName(QStringLiteral("import_candidates"));
    m_candidates->setRange(0, 10000);
    m_candidates->setSpecialValueText(tr("when a run needs them"));
    m_candidates->setToolTip(tr(
        "Length of the candidate lists that are drawn and stored now, the true item included, so that every method "
        "is measured on the same lists. 0: a run draws those it needs."));
    m_sampling = new QComboBox(this);
    m_sampling->setObjectName(QStringLiteral("import_sampling"));
    m_sampling->setAccessibleName(tr("How candidates are drawn"));
    m_sampling->addItems({tr("any item"), tr("popular items rather")});
    m_sampling->setToolTip(
        tr("The items beside the true one: all equally likely, or by their number of training interactions. Popular "
           "ones are harder to tell from the true item."));
    m_sampling->setEnabled(false);
    connect(m_candidates, &QSpinBox::valueChanged, this, [this](int count) { m_sampling->setEnabled(count > 0); });
    auto* lists = new QWidget(this);
    auto* listsLine = new QHBoxLayout(lists);
    listsLine->setContentsMargins(0, 0, 0, 0);
    listsLine->setSpacing(6);
    listsLine->addWidget(m_candidates, 1);
    listsLine->addWidget(m_sampling);
    m_captions = new QLineEdit(this);
    m_captions->setObjectName(QStringLiteral("import_captions"));
    m_captions->setPlaceholderText(tr("optional"));
    m_captions->setToolTip(
        tr("What each picture shows, by raw item id: JSON lines, or a CSV whose header has item_id and caption."));
    m_summaries = new QLineEdit(this);
    m_summaries->setObjectName(QStringLiteral("import_summaries"));
    m_summaries->setPlaceholderText(tr("optional"));
    m_summaries->setToolTip(
        tr("A semantic summary of each item, by raw item id: JSON lines, or a CSV whose header has item_id and "
           "summary."));
    m_usePictures = new QCheckBox(tr("Store all pictures for methods that see"), this);
    m_usePictures->setObjectName(QStringLiteral("import_use_image"));
    m_usePictures->setToolTip(tr(
        "Decodes every picture once, makes it small and keeps all of them in one file. Pictures that cannot be used "
        "are counted."));
    m_download = new QCheckBox(tr("Download pictures that are only linked"), this);
    m_download->setObjectName(QStringLiteral("import_download"));
    m_download->setToolTip(
        tr("From the addresses in the data, at most ten a second. What was downloaded is kept, dead hosts are left "
           "alone, and Stop keeps what is there."));
    const auto add = [&](const QString& title, QWidget* row, QWidget* field) {
        auto* label = new QLabel(title, this);
        label->setBuddy(field);
        label->setMinimumWidth(fontMetrics().averageCharWidth() * 20);
        form->addRow(label, row);
    };
    add(tr("Name"), m_name, m_name);
    add(tr("Picture folder"),
        pathRow(m_pictures, QStringLiteral("import_pick_images"), true, tr("Folder with the pictures"), {}),
        m_pictures);
    const QString tables = tr("Texts by item (*.jsonl *.json *.csv *.tsv *.gz)");
    add(tr("Captions"),
        pathRow(m_captions, QStringLiteral("import_pick_captions"), false, tr("File with captions"), tables),
        m_captions);
    add(tr("Summaries"),
        pathRow(m_summaries, QStringLiteral("import_pick_summaries"), false, tr("File with summaries"), tables),
        m_summaries);
    QWidget* parts = makeTextParts();
    add(tr("Text of an item"), parts, m_textParts.front().first);
    add(tr("Candidate lists"), lists, m_candidates);
    column->addLayout(form);
    column->addWidget(m_requireTitle);
    column->addWidget(m_usePictures);
    column->addWidget(m_download);
    m_filter = new ParamForm(QStringLiteral("import"), this);
    m_filter->setParams(wb::data_params(), {QStringLiteral("dataset_code")});
    column->addWidget(m_filter);
    column->addStretch(1);
}

QWidget* ImportSettings::makeTextParts() {
    auto* box = new QWidget(this);
    box->setToolTip(tr("What a method that reads texts is given of an item, in this order."));
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    using Part = wb::TextPart;
    const std::array<std::tuple<QString, QString, Part>, 4> parts{
        std::tuple{tr("title"), QStringLiteral("import_text_title"), Part::title},
        std::tuple{tr("brand"), QStringLiteral("import_text_brand"), Part::brand},
        std::tuple{tr("categories"), QStringLiteral("import_text_categories"), Part::categories},
        std::tuple{tr("description"), QStringLiteral("import_text_description"), Part::description}};
    for (const auto& [title, name, part] : parts) {
        auto* check = new QCheckBox(title, box);
        check->setObjectName(name);
        check->setChecked(true);
        const int place = static_cast<int>(m_textParts.size());
        grid->addWidget(check, place / 2, place % 2);
        m_textParts.emplace_back(check, part);
    }
    // A text of nothing is no choice: the last part stays.
    for (const auto& [check, part] : m_textParts)
        connect(check, &QCheckBox::toggled, this, [this, box = check](bool on) {
            const bool any = std::any_of(m_textParts.begin(), m_textParts.end(),
                                         [](const auto& each) { return each.first->isChecked(); });
            if (!on && !any) box->setChecked(true);
        });
    return box;
}

QWidget* ImportSettings::pathRow(QLineEdit* edit, const QString& buttonName, bool folder, const QString& title,
                                 const QString& filter) {
    auto* row = new QWidget(this);
    auto* pick = new QPushButton(tr("Choose..."), row);
    pick->setObjectName(buttonName);
    pick->setAccessibleName(title);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    line->addWidget(edit, 1);
    line->addWidget(pick);
    connect(pick, &QPushButton::clicked, this, [this, edit, folder, title, filter] {
        const QString path =
            folder ? m_context->dialogs->pickFolder(this, title) : m_context->dialogs->pickFile(this, title, filter);
        if (!path.isEmpty()) edit->setText(path);
    });
    return row;
}

void ImportSettings::writeTo(wb::ImportRequest& request) const {
    const QString name = m_name->text().trimmed();
    request.dataset_code = (name.isEmpty() ? m_suggested : name).toStdString();
    request.filter = filterFrom(m_filter->values());
    request.require_title = m_requireTitle->isChecked();
    if (const QString folder = m_pictures->text().trimmed(); !folder.isEmpty())
        request.image_folder = std::filesystem::path(folder.toStdString());
    if (const QString file = m_captions->text().trimmed(); !file.isEmpty())
        request.captions = std::filesystem::path(file.toStdString());
    if (const QString file = m_summaries->text().trimmed(); !file.isEmpty())
        request.summaries = std::filesystem::path(file.toStdString());
    request.text_rule.parts.clear();
    for (const auto& [check, part] : m_textParts)
        if (check->isChecked()) request.text_rule.parts.push_back(part);
    request.use_image = m_usePictures->isChecked();
    request.download_images = m_download->isChecked();
}

void ImportSettings::setSuggestedName(const QString& name) {
    if (m_name->text() == m_suggested) m_name->setText(name);
    m_suggested = name;
}

void ImportSettings::setPictureFolder(const QString& folder) {
    m_pictures->setText(folder);
}

wb::CandidateSettings ImportSettings::candidates() const {
    wb::CandidateSettings settings;
    settings.n = m_candidates->value();
    settings.sampling =
        m_sampling->currentIndex() == 1 ? wb::CandidateSampling::popularity : wb::CandidateSampling::uniform;
    return settings;
}

bool ImportSettings::check(bool readySequences) {
    std::vector<wb::Problem> problems;
    for (const auto& [key, text] : m_filter->values()) {
        for (const auto& spec : wb::data_params()) {
            wb::Problem problem;
            if (spec.key != key || wb::parse_value(spec, text, problem)) continue;
            problem.key = "import." + key;
            problems.push_back(problem);
        }
    }
    bool isNumber = false;
    const auto values = m_filter->values();
    const auto fewest = values.find("min_uc");
    const int least = fewest == values.end() ? 0 : QString::fromStdString(fewest->second).toInt(&isNumber);
    if (problems.empty() && isNumber && least < 2 && !readySequences)
        problems.push_back({"import.min_uc",
                            tr("A user's interactions are split into test, validation and training.").toStdString(),
                            tr("Give 3 or more.").toStdString()});
    return m_filter->showProblems(problems) == 0;
}
