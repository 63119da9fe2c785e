// A field of the electrode as colour: a lattice of (value, known, simulated, inside), the first and third times known, so
// that between cells without a value their ratios still hold. Inside is 1 where the field is not just continued to.
uniform sampler3D u_field;      // axes z, y, x
uniform vec3 u_field_um;        // extent of the lattice, x y z
uniform sampler2D u_field_table;    // sRGB colours from the low to the high end of the scale

const vec3 PALE = vec3(0.80, 0.82, 0.84);

// sRGB colour at a place of the electrode, paler where only expected; a: 0 unknown, 0.5 expected, 1.
vec4 field(vec3 electrode) {
    vec4 texel = texture3D(u_field, (electrode / u_field_um).zyx);
    if (texel.g < 0.05) return vec4(0.0);
    float share = clamp(texel.r / texel.g, 0.0, 1.0);
    vec3 colour = texture2D(u_field_table, vec2(share * 255.0 / 256.0 + 0.5 / 256.0, 0.5)).rgb;
    float simulated = smoothstep(0.35, 0.65, texel.b / texel.g);
    return vec4(mix(mix(colour, PALE, 0.5), colour, simulated), 0.5 + 0.5 * simulated);
}

float field_inside(vec3 electrode) {
    return texture3D(u_field, (electrode / u_field_um).zyx).a;
}
