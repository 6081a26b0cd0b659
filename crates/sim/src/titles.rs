//! Names of the simulated procedures: kinds that exist, each marked as simulated, since its code is made up.
//!
//! A name is an action and a document of the field that the agency's name tells. No name holds a comma.

use chiso_scoring::record::ProcedureName;

use crate::plan::Plan;

/// What is done with a document, the most usual first.
const ACTIONS: [&str; 10] = [
    "Cấp",
    "Cấp lại",
    "Cấp đổi",
    "Gia hạn",
    "Điều chỉnh",
    "Cấp bản sao",
    "Đính chính",
    "Thu hồi",
    "Xác nhận hiệu lực",
    "Chuyển đổi",
];

/// A field with its documents.
struct Field {
    /// What the name of its department holds; empty for communes and districts.
    word: &'static str,
    name: &'static str,
    documents: [&'static str; 8],
}

const FIELDS: [Field; 24] = [
    Field {
        word: "",
        name: "Hộ tịch",
        documents: [
            "trích lục khai sinh",
            "giấy xác nhận tình trạng hôn nhân",
            "trích lục kết hôn",
            "trích lục khai tử",
            "giấy chứng nhận nuôi con nuôi trong nước",
            "trích lục giám hộ",
            "giấy xác nhận thông tin hộ tịch",
            "trích lục nhận cha mẹ con",
        ],
    },
    Field {
        word: "",
        name: "Chứng thực",
        documents: [
            "chứng thực bản sao từ bản chính",
            "chứng thực chữ ký",
            "chứng thực di chúc",
            "chứng thực văn bản từ chối nhận di sản",
            "chứng thực hợp đồng về tài sản",
            "chứng thực chữ ký người dịch",
            "chứng thực văn bản thỏa thuận phân chia di sản",
            "chứng thực việc sửa đổi hợp đồng",
        ],
    },
    Field {
        word: "",
        name: "Đất đai",
        documents: [
            "giấy chứng nhận quyền sử dụng đất lần đầu",
            "xác nhận biến động quyền sử dụng đất",
            "trích lục bản đồ địa chính",
            "giấy phép chuyển mục đích sử dụng đất",
            "xác nhận thừa kế quyền sử dụng đất",
            "xác nhận tách thửa đất",
            "xác nhận thế chấp quyền sử dụng đất",
            "thông tin dữ liệu đất đai",
        ],
    },
    Field {
        word: "",
        name: "Thành lập và hoạt động của hộ kinh doanh",
        documents: [
            "giấy chứng nhận đăng ký hộ kinh doanh",
            "xác nhận tạm ngừng kinh doanh của hộ kinh doanh",
            "xác nhận thay đổi địa điểm của hộ kinh doanh",
            "giấy chứng nhận đăng ký tổ hợp tác",
            "giấy chứng nhận đăng ký hợp tác xã",
            "giấy phép bán lẻ rượu",
            "giấy phép bán lẻ thuốc lá",
            "xác nhận chấm dứt hoạt động của hộ kinh doanh",
        ],
    },
    Field {
        word: "",
        name: "Bảo trợ xã hội",
        documents: [
            "quyết định trợ cấp xã hội hằng tháng",
            "giấy xác nhận khuyết tật",
            "giấy xác nhận hộ nghèo",
            "quyết định hỗ trợ chi phí mai táng",
            "giấy xác nhận hộ có mức sống trung bình",
            "quyết định trợ cấp hưu trí xã hội",
            "thẻ người cao tuổi",
            "quyết định hỗ trợ nhà ở cho hộ nghèo",
        ],
    },
    Field {
        word: "",
        name: "Người có công",
        documents: [
            "giấy chứng nhận gia đình liệt sĩ",
            "quyết định trợ cấp thờ cúng liệt sĩ",
            "thẻ bảo hiểm y tế cho thân nhân người có công",
            "giấy chứng nhận thương binh",
            "quyết định điều dưỡng người có công",
            "giấy giới thiệu thăm viếng mộ liệt sĩ",
            "quyết định ưu đãi giáo dục cho con người có công",
            "xác nhận hồ sơ người có công",
        ],
    },
    Field {
        word: "",
        name: "Xây dựng",
        documents: [
            "giấy phép xây dựng nhà ở riêng lẻ",
            "giấy phép sửa chữa nhà ở",
            "giấy phép di dời công trình",
            "thông tin quy hoạch xây dựng",
            "giấy phép đào hè đường",
            "xác nhận hoàn công nhà ở",
            "giấy phép xây dựng có thời hạn",
            "giấy phép chặt hạ cây xanh",
        ],
    },
    Field {
        word: "Nội vụ",
        name: "Tổ chức và biên chế; việc làm",
        documents: [
            "giấy phép lao động cho người nước ngoài",
            "quyết định cho phép thành lập hội",
            "giấy phép hoạt động dịch vụ việc làm",
            "quyết định phê duyệt điều lệ hội",
            "giấy phép thành lập quỹ xã hội",
            "xác nhận tiếp nhận vào làm công chức",
            "giấy phép cho thuê lại lao động",
            "quyết định tặng bằng khen",
        ],
    },
    Field {
        word: "Tài chính",
        name: "Thành lập và hoạt động của doanh nghiệp",
        documents: [
            "giấy chứng nhận đăng ký doanh nghiệp",
            "giấy chứng nhận đăng ký đầu tư",
            "giấy chứng nhận đăng ký chi nhánh",
            "mã số đơn vị có quan hệ với ngân sách",
            "quyết định chấp thuận nhà đầu tư",
            "xác nhận thay đổi vốn điều lệ",
            "quyết định giao tài sản công",
            "xác nhận tạm ngừng kinh doanh",
        ],
    },
    Field {
        word: "Công Thương",
        name: "Lưu thông hàng hóa; điện; hóa chất",
        documents: [
            "giấy chứng nhận đủ điều kiện bán lẻ xăng dầu",
            "giấy phép hoạt động điện lực",
            "xác nhận đăng ký khuyến mại",
            "giấy chứng nhận an toàn thực phẩm",
            "giấy phép sản xuất rượu",
            "giấy chứng nhận đủ điều kiện hóa chất",
            "giấy phép vận chuyển hàng nguy hiểm",
            "giấy phép bán buôn thuốc lá",
        ],
    },
    Field {
        word: "Tư pháp",
        name: "Hành chính tư pháp; bổ trợ tư pháp",
        documents: [
            "phiếu lý lịch tư pháp",
            "giấy đăng ký hành nghề luật sư",
            "quyết định bổ nhiệm công chứng viên",
            "giấy đăng ký hoạt động văn phòng công chứng",
            "thẻ đấu giá viên",
            "giấy xác nhận quốc tịch Việt Nam",
            "thẻ giám định viên tư pháp",
            "thẻ trợ giúp viên pháp lý",
        ],
    },
    Field {
        word: "Xây dựng",
        name: "Xây dựng; đường bộ",
        documents: [
            "giấy phép lái xe",
            "giấy phép xây dựng công trình",
            "chứng chỉ hành nghề xây dựng",
            "phù hiệu xe kinh doanh vận tải",
            "giấy phép kinh doanh vận tải bằng ô tô",
            "chứng chỉ năng lực hoạt động xây dựng",
            "giấy chứng nhận đăng ký xe máy chuyên dùng",
            "giấy phép thi công trên đường bộ",
        ],
    },
    Field {
        word: "Y tế",
        name: "Khám bệnh chữa bệnh; dược",
        documents: [
            "giấy phép hành nghề khám bệnh",
            "giấy chứng nhận đủ điều kiện kinh doanh dược",
            "chứng chỉ hành nghề dược",
            "giấy phép hoạt động phòng khám",
            "giấy chứng nhận an toàn thực phẩm ngành y tế",
            "số tiếp nhận phiếu công bố mỹ phẩm",
            "giấy xác nhận nội dung quảng cáo thuốc",
            "quyết định thành lập cơ sở trợ giúp xã hội",
        ],
    },
    Field {
        word: "Giáo dục",
        name: "Giáo dục và đào tạo",
        documents: [
            "bản sao bằng tốt nghiệp từ sổ gốc",
            "quyết định chuyển trường học sinh trung học",
            "giấy phép dạy thêm",
            "quyết định thành lập trường tư thục",
            "giấy phép hoạt động trung tâm ngoại ngữ",
            "quyết định công nhận trường đạt chuẩn quốc gia",
            "giấy chứng nhận giáo dục nghề nghiệp",
            "quyết định công nhận văn bằng nước ngoài",
        ],
    },
    Field {
        word: "Khoa học",
        name: "Khoa học và công nghệ; bưu chính",
        documents: [
            "giấy phép sử dụng thiết bị bức xạ",
            "giấy chứng nhận doanh nghiệp khoa học và công nghệ",
            "giấy chứng nhận hoạt động khoa học và công nghệ",
            "giấy phép bưu chính",
            "giấy phép trang thông tin điện tử tổng hợp",
            "thông báo tiếp nhận công bố hợp chuẩn",
            "chứng chỉ nhân viên bức xạ",
            "giấy phép xuất bản tài liệu không kinh doanh",
        ],
    },
    Field {
        word: "Nông nghiệp",
        name: "Nông nghiệp; môi trường",
        documents: [
            "giấy phép môi trường",
            "giấy phép khai thác nước dưới đất",
            "giấy chứng nhận đủ điều kiện buôn bán phân bón",
            "giấy phép khai thác khoáng sản",
            "giấy chứng nhận kiểm dịch động vật",
            "mã số cơ sở nuôi động vật rừng",
            "giấy chứng nhận quyền sử dụng đất của tổ chức",
            "quyết định phê duyệt phương án khai thác gỗ",
        ],
    },
    Field {
        word: "Văn hóa",
        name: "Văn hóa; thể thao; du lịch",
        documents: [
            "thẻ hướng dẫn viên du lịch",
            "giấy phép kinh doanh dịch vụ lữ hành",
            "giấy phép tổ chức biểu diễn nghệ thuật",
            "giấy chứng nhận đủ điều kiện kinh doanh thể thao",
            "giấy phép kinh doanh karaoke",
            "thông báo tiếp nhận sản phẩm quảng cáo",
            "quyết định công nhận hạng cơ sở lưu trú",
            "giấy phép tổ chức triển lãm",
        ],
    },
    Field {
        word: "Dân tộc",
        name: "Tín ngưỡng và tôn giáo; dân tộc",
        documents: [
            "xác nhận đăng ký sinh hoạt tôn giáo tập trung",
            "chấp thuận tổ chức lễ hội tín ngưỡng",
            "xác nhận danh mục hoạt động tôn giáo",
            "chấp thuận mở lớp bồi dưỡng tôn giáo",
            "quyết định công nhận người có uy tín",
            "xác nhận thông báo phong phẩm",
            "chấp thuận sửa chữa cơ sở tôn giáo",
            "quyết định công nhận tổ chức tôn giáo trực thuộc",
        ],
    },
    Field {
        word: "Ngoại vụ",
        name: "Lãnh sự; hội nghị quốc tế",
        documents: [
            "văn bản cho phép sử dụng thẻ ABTC",
            "văn bản cho phép tổ chức hội nghị quốc tế",
            "chứng nhận lãnh sự",
            "văn bản cử đoàn đi nước ngoài",
            "hợp pháp hóa lãnh sự",
            "văn bản tiếp nhận viện trợ phi dự án",
            "giấy giới thiệu phóng viên nước ngoài",
            "văn bản cho phép tổ chức hội thảo quốc tế",
        ],
    },
    Field {
        word: "Thanh tra",
        name: "Tiếp công dân; khiếu nại và tố cáo",
        documents: [
            "giấy biên nhận đơn khiếu nại",
            "thông báo thụ lý khiếu nại lần đầu",
            "thông báo thụ lý khiếu nại lần hai",
            "thông báo thụ lý tố cáo",
            "phiếu hướng dẫn công dân",
            "xác nhận kê khai tài sản",
            "thông báo kết quả giải quyết tố cáo",
            "văn bản trả lời kiến nghị",
        ],
    },
    Field {
        word: "Khu công nghiệp",
        name: "Đầu tư trong khu công nghiệp",
        documents: [
            "giấy chứng nhận đăng ký đầu tư trong khu công nghiệp",
            "giấy phép xây dựng trong khu công nghiệp",
            "giấy phép lao động trong khu công nghiệp",
            "xác nhận nội quy lao động",
            "giấy phép môi trường trong khu công nghiệp",
            "giấy phép văn phòng đại diện thương nhân nước ngoài",
            "xác nhận thỏa ước lao động tập thể",
            "quyết định chấp thuận chủ trương đầu tư",
        ],
    },
    Field {
        word: "Giao thông",
        name: "Đường bộ",
        documents: [
            "giấy phép lái xe hạng chuyên nghiệp",
            "phù hiệu xe hợp đồng",
            "biển hiệu xe vận tải khách du lịch",
            "giấy phép liên vận",
            "giấy phép xe tập lái",
            "giấy chứng nhận bến xe",
            "giấy phép lưu hành xe quá khổ",
            "giấy phép đào tạo lái xe",
        ],
    },
    Field {
        word: "Kế hoạch",
        name: "Đầu tư tại Việt Nam",
        documents: [
            "giấy đăng ký doanh nghiệp tư nhân",
            "giấy đăng ký công ty cổ phần",
            "giấy đăng ký liên hiệp hợp tác xã",
            "quyết định chấp thuận đầu tư",
            "giấy đăng ký văn phòng điều hành",
            "thông báo hỗ trợ doanh nghiệp nhỏ và vừa",
            "quyết định phê duyệt dự án viện trợ",
            "giấy đăng ký địa điểm kinh doanh",
        ],
    },
    Field {
        word: "Lao động",
        name: "Lao động; người có công",
        documents: [
            "giấy phép lao động",
            "quyết định hưởng trợ cấp thất nghiệp",
            "thẻ kiểm định viên an toàn lao động",
            "giấy phép dịch vụ đưa người đi làm việc ở nước ngoài",
            "xác nhận nội quy lao động của doanh nghiệp",
            "quyết định hưởng trợ cấp ưu đãi",
            "giấy phép cơ sở cai nghiện",
            "giấy chứng nhận huấn luyện an toàn",
        ],
    },
];

/// What other departments handle.
const OTHER: Field = Field {
    word: "",
    name: "Hành chính",
    documents: [
        "giấy xác nhận",
        "giấy chứng nhận",
        "giấy phép hoạt động",
        "quyết định hỗ trợ",
        "văn bản chấp thuận",
        "thẻ hành nghề",
        "chứng chỉ chuyên môn",
        "phiếu thông tin",
    ],
};

/// A name for every procedure of a plan.
pub(crate) fn names(plan: &Plan) -> Vec<ProcedureName> {
    let mut all = Vec::with_capacity(plan.procedures.len());
    for (at, family) in plan.families.iter().enumerate() {
        let unit = plan.units.iter().find(|unit| unit.family == at);
        let fields = fields(unit.map_or("", |unit| &unit.name));
        for (nth, number) in family.all.clone().enumerate() {
            let (field, name) = title(&fields, nth);
            all.push(ProcedureName {
                stated_at: plan.span.early,
                procedure: plan.procedures[number].code.clone(),
                name: name.into(),
                field: Some(field.into()),
            });
        }
    }
    all
}

/// The fields of an agency: those its name tells, all of a commune's where it is one.
fn fields(agency: &str) -> Vec<&'static Field> {
    let told = |field: &&Field| !field.word.is_empty() && agency.contains(field.word);
    let department = ["Sở", "Thanh tra", "Ban ", "Văn phòng", "Phòng"];
    if department.iter().any(|word| agency.starts_with(word)) {
        return vec![FIELDS.iter().find(told).unwrap_or(&OTHER)];
    }
    FIELDS.iter().filter(|field| field.word.is_empty()).collect()
}

/// The n-th name of a family, with its field: every document once, then every document with the next action.
fn title(fields: &[&'static Field], nth: usize) -> (&'static str, String) {
    let field = fields[nth % fields.len()];
    let document = nth / fields.len() % field.documents.len();
    let round = nth / (fields.len() * field.documents.len());
    let action = ACTIONS[round % ACTIONS.len()];
    let words = format!("{action} {}", field.documents[document]);
    match round / ACTIONS.len() {
        0 => (field.name, format!("{words} (mô phỏng)")),
        more => (field.name, format!("{words} (mô phỏng – loại {})", more + 1)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_is_its_own_and_says_that_it_is_simulated() {
        for agency in ["UBND xã Tân Cương", "Sở Y tế (mô phỏng)", "Sở gì đó"] {
            let fields = fields(agency);
            let names: BTreeSet<String> = (0..900).map(|nth| title(&fields, nth).1).collect();
            assert_eq!(names.len(), 900, "{agency}");
            assert!(names.iter().all(|name| name.contains("mô phỏng")));
        }
    }

    #[test]
    fn a_department_handles_its_own_field() {
        assert_eq!(fields("Sở Y tế (mô phỏng)")[0].name, "Khám bệnh chữa bệnh; dược");
        assert_eq!(fields("Sở gì đó")[0].name, "Hành chính");
        assert_eq!(fields("UBND xã Tân Cương").len(), 7);
    }
}
